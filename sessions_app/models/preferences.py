from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q


class Theme(models.TextChoices):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Preferences(models.Model):
    """What one person has chosen; a person without a row has the defaults."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences"
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    # A call that was sent and never answered is sent again once, on its own, up to this price.
    resend_unknown_up_to_usd = models.DecimalField(
        max_digits=8, decimal_places=2, default=Decimal("0.20")
    )

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(
                name="preferences_resend_is_not_negative",
                condition=Q(resend_unknown_up_to_usd__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of {self.owner_id}"

    @classmethod
    def of(cls, user: AbstractBaseUser) -> Preferences:
        """The person's row, or an unsaved one with the defaults."""
        return cls.objects.filter(owner_id=user.pk).first() or cls(owner_id=user.pk)
