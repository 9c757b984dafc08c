from __future__ import annotations

from django.db import models
from django.db.models import Q

from sessions_app.models import ApiToken
from studio.models.money import UsdField


class TokenBudget(models.Model):
    """One month's money that went through one API token; it counts for its person as well.

    The limit stands on the token, so a change of it holds at once.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="budgets", db_index=False)
    month = models.DateField()  # its first day, UTC
    spent_usd = UsdField(default=0)
    reserved_usd = UsdField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token", "month"], name="token_budget_one_a_token_and_month"
            ),
            models.CheckConstraint(
                name="token_budget_is_not_negative",
                condition=Q(spent_usd__gte=0, reserved_usd__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.token_id} {self.month:%Y-%m}"
