from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sessions_app.models import ApiToken
from studio.models.generation import Generation
from studio.models.money import UsdField


class Budget(models.Model):
    """One month's money of one person, or of the instance where `owner` is None.

    `spent + reserved <= limit` is kept by the conditional update in `ledger.py`; booking what the
    provider really used may pass the limit, and then nothing more is reserved.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="budgets"
    )
    month = models.DateField()  # its first day, UTC
    # None: no limit.  (The stubs give a field of ours one type, null or not.)
    limit_usd = UsdField(null=True)  # type: ignore[misc]
    spent_usd = UsdField(default=0)
    reserved_usd = UsdField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "month"],
                condition=Q(owner__isnull=False),
                name="budget_one_a_person_and_month",
            ),
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(owner__isnull=True),
                name="budget_one_a_month_of_the_instance",
            ),
            models.CheckConstraint(
                name="budget_is_not_negative", condition=Q(spent_usd__gte=0, reserved_usd__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id or 'instance'} {self.month:%Y-%m}"


class LedgerEntry(models.Model):
    """The money of one attempt of one generation: held, then charged, possibly charged or freed."""

    class State(models.TextChoices):
        RESERVED = "reserved"
        CHARGED = "charged"
        POSSIBLY_CHARGED = "possibly_charged"
        RELEASED = "released"

    # Who left is forgotten; what they spent stays in the instance's sum.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="ledger_entries"
    )
    generation = models.ForeignKey(
        Generation, models.SET_NULL, null=True, related_name="ledger_entries"
    )
    api_token = models.ForeignKey(  # through which it was asked for, while that exists
        ApiToken, models.SET_NULL, null=True, related_name="+", db_index=False, editable=False
    )
    attempt = models.PositiveSmallIntegerField()
    month = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.RESERVED)
    reserved_usd = UsdField()
    booked_usd = UsdField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "attempt"], name="ledger_one_entry_an_attempt"
            ),
            models.CheckConstraint(
                name="ledger_books_only_what_is_settled",
                condition=Q(state="reserved") ^ Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ledger_amounts_are_not_negative",
                condition=Q(reserved_usd__gte=0, booked_usd__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "month"], name="ledger_of_a_month"),
            models.Index(
                fields=["api_token"],
                condition=Q(api_token__isnull=False),
                name="ledger_of_a_token",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.booked_usd or self.reserved_usd}"
