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


class ExportFormat(models.TextChoices):
    ORIGINAL = "original", "Original"
    PNG = "png", "PNG"
    JPEG = "jpeg", "JPEG"
    WEBP = "webp", "WebP"
    AVIF = "avif", "AVIF"


class Preferences(models.Model):
    """What one person has chosen; a person without a row has the defaults.

    "" in a default of drawing is the model's own, or the instance's model.  Which words there are
    to choose from, the studio knows.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences"
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    single_key_shortcuts = models.BooleanField(default=True)
    default_model = models.CharField(max_length=80, blank=True)  # id, alias or tier
    default_aspect_ratio = models.CharField(max_length=10, blank=True)
    default_resolution = models.CharField(max_length=4, blank=True)
    default_response_modality = models.CharField(max_length=10, blank=True)
    google_search_default = models.BooleanField(default=False)
    person_generation_default = models.CharField(max_length=11, blank=True)
    export_format = models.CharField(
        max_length=8, choices=ExportFormat, default=ExportFormat.ORIGINAL
    )
    export_quality = models.PositiveSmallIntegerField(default=86)  # of JPEG, WebP and AVIF
    # Off: a new session goes a week after it was last worked on, unless it is saved.
    auto_save_conversations = models.BooleanField(default=True)
    delete_after_days = models.PositiveSmallIntegerField(null=True, blank=True)  # None: never
    # A submit above it is confirmed first; None: never asked.
    confirm_above_usd = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, default=Decimal("1.00")
    )
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
            models.CheckConstraint(
                name="preferences_confirm_is_not_negative",
                condition=Q(confirm_above_usd__isnull=True) | Q(confirm_above_usd__gte=0),
            ),
            models.CheckConstraint(
                name="preferences_quality_is_of_a_hundred",
                condition=Q(export_quality__gte=1, export_quality__lte=100),
            ),
            models.CheckConstraint(
                name="preferences_delete_after_a_day_at_least",
                condition=Q(delete_after_days__isnull=True) | Q(delete_after_days__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of {self.owner_id}"

    @classmethod
    def of(cls, user: AbstractBaseUser) -> Preferences:
        """The person's row, or an unsaved one with the defaults."""
        return cls.objects.filter(owner_id=user.pk).first() or cls(owner_id=user.pk)

    @classmethod
    def change(cls, owner_id: int, **changes: object) -> None:
        """Write these fields and no others."""
        cls.objects.update_or_create(owner_id=owner_id, defaults=changes)
