"""How a person stands with their money in a month: spent, held, left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from studio.models import Budget, SpendingLimit

ZERO = Decimal("0.000000")


@dataclass(frozen=True, slots=True)
class Standing:
    """One month of one holder; a limit or warning of None is not set."""

    limit_usd: Decimal | None
    warning_usd: Decimal | None
    spent_usd: Decimal = ZERO
    reserved_usd: Decimal = ZERO

    @property
    def used_usd(self) -> Decimal:
        return self.spent_usd + self.reserved_usd

    @property
    def left_usd(self) -> Decimal | None:
        """What a submit may still cost; None without a limit."""
        return None if self.limit_usd is None else max(self.limit_usd - self.used_usd, ZERO)

    def passes_warning(self, cost_usd: Decimal = ZERO) -> bool:
        return self.warning_usd is not None and self.used_usd + cost_usd > self.warning_usd


def standing_of(holder_id: int | None, month: date) -> Standing:
    """Of a person, or of the instance where None; what the month's row enforces, if it has one."""
    limit = SpendingLimit.of(holder_id)
    budget = Budget.objects.filter(owner_id=holder_id, month=month).first()
    if budget is None:
        return Standing(limit.limit_usd, limit.warning_usd)
    return Standing(budget.limit_usd, limit.warning_usd, budget.spent_usd, budget.reserved_usd)


def available_usd(user_id: int, month: date) -> Decimal | None:
    """The least of what the person and the instance have left; None where neither has a limit."""
    both = (standing_of(user_id, month).left_usd, standing_of(None, month).left_usd)
    return min((left for left in both if left is not None), default=None)
