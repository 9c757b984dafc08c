from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull

from studio.models.money import UsdField


class SpendingLimit(models.Model):
    """What a person may spend in a month, or the whole instance where `owner` is None.

    A person sets their own amounts, staff sets others; of those that are set the smaller holds.
    What a month enforces stands in its `Budget`, so change these through `limits.py`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="spending_limits",
        help_text="Nobody: the whole studio.",
    )
    # None: not set.  (The stubs give a field of ours one type, null or not.)
    own_limit_usd = UsdField(null=True, blank=True)  # type: ignore[misc]
    own_warning_usd = UsdField(null=True, blank=True)  # type: ignore[misc]
    staff_limit_usd = UsdField(null=True, blank=True)  # type: ignore[misc]
    staff_warning_usd = UsdField(null=True, blank=True)  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(owner__isnull=False),
                name="spending_limit_one_a_person",
            ),
            models.UniqueConstraint(
                IsNull(F("owner"), True),
                condition=Q(owner__isnull=True),
                name="spending_limit_one_of_the_instance",
            ),
            models.CheckConstraint(
                name="spending_limit_is_not_negative",
                condition=(Q(own_limit_usd__isnull=True) | Q(own_limit_usd__gte=0))
                & (Q(own_warning_usd__isnull=True) | Q(own_warning_usd__gte=0))
                & (Q(staff_limit_usd__isnull=True) | Q(staff_limit_usd__gte=0))
                & (Q(staff_warning_usd__isnull=True) | Q(staff_warning_usd__gte=0)),
            ),
            models.CheckConstraint(
                name="spending_limit_of_the_instance_is_staffs",
                condition=Q(owner__isnull=False)
                | Q(own_limit_usd__isnull=True, own_warning_usd__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"limits of {self.owner_id or 'the instance'}"

    @classmethod
    def of(cls, holder_id: int | None) -> SpendingLimit:
        """The row of that person, or of the instance; an unsaved one without limits where none."""
        return cls.objects.filter(owner_id=holder_id).first() or cls(owner_id=holder_id)

    @property
    def limit_usd(self) -> Decimal | None:
        """Beyond it a submit is refused."""
        return _smaller(self.own_limit_usd, self.staff_limit_usd)

    @property
    def warning_usd(self) -> Decimal | None:
        """Beyond it a submit is warned of, and goes through."""
        return _smaller(self.own_warning_usd, self.staff_warning_usd)


def _smaller(*amounts: Decimal | None) -> Decimal | None:
    return min((amount for amount in amounts if amount is not None), default=None)
