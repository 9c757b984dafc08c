"""The ledger added up again, entry by entry, against the budgets that grew with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum

from studio.models import Budget, LedgerEntry, TokenBudget
from studio.standing import ZERO

Holding = tuple[int | None, date]  # a person or a token (None: the instance) in a month
Figures = tuple[Decimal, Decimal]  # spent, reserved

NOTHING = (ZERO, ZERO)
HELD = Q(state=LedgerEntry.State.RESERVED)


@dataclass(frozen=True, slots=True)
class Difference:
    """A budget that does not say what its entries say; in USD."""

    holder_id: int | None
    month: date
    spent_usd: Decimal
    reserved_usd: Decimal
    ledger_spent_usd: Decimal
    ledger_reserved_usd: Decimal
    of_token: bool = False  # `holder_id` is a token's


@transaction.atomic
def differences() -> list[Difference]:
    """Safe while people submit: every movement of money waits for the rows locked here."""
    rows = Budget.objects.select_for_update().order_by("month", "owner")
    told = {(row.owner_id, row.month): (row.spent_usd, row.reserved_usd) for row in rows}
    added = _added_up()
    of_people = [
        Difference(*holding, *told.get(holding, NOTHING), *added.get(holding, NOTHING))
        for holding in sorted(told.keys() | added.keys(), key=_by_month)
        if told.get(holding, NOTHING) != added.get(holding, NOTHING)
    ]
    return of_people + _of_tokens()


def _of_tokens() -> list[Difference]:
    rows = TokenBudget.objects.select_for_update().order_by("month", "token")
    told = {(row.token_id, row.month): (row.spent_usd, row.reserved_usd) for row in rows}
    entries = LedgerEntry.objects.order_by().filter(api_token__isnull=False)
    sums = entries.values_list("api_token_id", "month").annotate(
        spent=Sum("booked_usd"), reserved=Sum("reserved_usd", filter=HELD)
    )
    added = {(token, month): (spent, reserved or ZERO) for token, month, spent, reserved in sums}
    return [
        Difference(*holding, *figures, *added.get(holding, NOTHING), of_token=True)
        for holding, figures in told.items()
        if figures != added.get(holding, NOTHING)
    ]


def _added_up() -> dict[Holding, Figures]:
    rows = LedgerEntry.objects.order_by().values_list("owner_id", "month")
    sums: dict[Holding, Figures] = {}
    for owner_id, month, spent, reserved in rows.annotate(
        spent=Sum("booked_usd"), reserved=Sum("reserved_usd", filter=HELD)
    ):
        figures = (spent or ZERO, reserved or ZERO)
        if owner_id is not None:  # who left counts for the instance alone
            sums[owner_id, month] = figures
        whole = sums.get((None, month), NOTHING)
        sums[None, month] = (whole[0] + figures[0], whole[1] + figures[1])
    return sums


def _by_month(holding: Holding) -> tuple[date, int]:
    return holding[1], holding[0] or 0
