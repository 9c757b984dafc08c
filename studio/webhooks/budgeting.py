"""How much of a month's limit is spent, as marks: each told once, and again for a raised limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from studio import events, ledger
from studio.models import BudgetMark, WebhookKind
from studio.standing import standing_of

MARKS = (80, 100)  # percent
LeastUsd = Callable[[], Decimal]


@dataclass(frozen=True, slots=True)
class Change:
    """What has to be written so that the rows say which marks are reached."""

    month: date
    limit_usd: Decimal
    spent_usd: Decimal
    reached: frozenset[int]  # and not told yet
    left: frozenset[int]  # told, and no longer reached


def change_of(owner_id: int, now: datetime, least_usd: LeastUsd) -> Change | None:
    """None where nothing has to be written; only reads.  `least_usd` is the cheapest picture's."""
    month = ledger.month_of(now)
    found = standing_of(owner_id, month)
    if not found.limit_usd:
        return None
    rows = BudgetMark.objects.filter(owner_id=owner_id, month=month)
    told = frozenset(rows.values_list("percent", flat=True))
    reached = frozenset(
        percent
        for percent in MARKS
        if _has_reached(percent, found.spent_usd, found.limit_usd, least_usd)
    )
    if reached == told:
        return None
    return Change(month, found.limit_usd, found.spent_usd, reached - told, told - reached)


def record(owner_id: int, change: Change) -> None:
    """Once each, whoever else records it at the same time."""
    rows = BudgetMark.objects.filter(owner_id=owner_id, month=change.month)
    rows.filter(percent__in=change.left).delete()
    for percent in sorted(change.reached):
        mark: dict[str, Any] = {"month": change.month, "percent": percent}
        if rows.get_or_create(owner_id=owner_id, **mark)[1]:
            data = {
                "percent": percent,
                "month": f"{change.month:%Y-%m}",
                "limit_usd": format(change.limit_usd, "f"),
                "spent_usd": format(change.spent_usd, "f"),
            }
            events.record(owner_id=owner_id, kind=WebhookKind.BUDGET, data=data)


def _has_reached(percent: int, spent_usd: Decimal, limit_usd: Decimal, least_usd: LeastUsd) -> bool:
    """The last of a limit is hardly ever spent to the cent, as what passes it is refused.

    So all of it counts as spent, too, once the rest does not pay for the cheapest picture.
    """
    if spent_usd >= limit_usd * percent / 100:
        return True
    return percent == MARKS[-1] and limit_usd - spent_usd < least_usd()
