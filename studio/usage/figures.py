"""What was spent on what: the ledger's entries counted and added up by the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncDate

from studio.models import Generation, Kind, LedgerEntry, Status
from studio.standing import ZERO

State = LedgerEntry.State
By = Literal["day", "model", "session"]

# The entry of the generation's last attempt: how that ended is how the generation did.
LAST = Q(attempt=F("generation__attempt"))
DRAWN = LAST & Q(generation__status=Status.COMPLETE) & ~Q(generation__kind=Kind.CHAT)
FAILED = LAST & Q(generation__status=Status.FAILED)

_DAY = TruncDate("created_at", tzinfo=UTC)
_KEYS = {
    "day": _DAY,
    "model": F("generation__engine_model__model_id"),
    "session": F("generation__batch__work_session_id"),
}
_NAMES = {
    "day": _DAY,
    "model": F("generation__engine_model__label"),
    "session": F("generation__batch__work_session__name"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`key` and `name` are None for what was deleted since, or belongs to no session.

    `possibly_usd` is the part of `cost_usd` of which nobody knows whether it was charged.
    """

    key: Any = None
    name: Any = None
    images: int = 0
    failed: int = 0
    failed_free: int = 0
    cost_usd: Decimal = ZERO
    possibly_usd: Decimal = ZERO


def entries_of(owner_id: int, first: date, last: date) -> QuerySet[LedgerEntry]:
    """The money that was asked for from `first` to `last`, both included, in UTC."""
    start = datetime.combine(first, time.min, UTC)
    end = datetime.combine(last + timedelta(days=1), time.min, UTC)
    return LedgerEntry.objects.filter(
        owner_id=owner_id,
        month__range=(first.replace(day=1), last),  # what the index knows
        created_at__gte=start,
        created_at__lt=end,
    )


def grouped(entries: QuerySet[LedgerEntry], by: By) -> list[Group]:
    """A group for each day in order, or for each model or session, the dearest first."""
    rows = entries.order_by().values(key=_KEYS[by], name=_NAMES[by])
    counted = rows.annotate(
        images=Count("pk", filter=DRAWN),
        failed=Count("pk", filter=FAILED),
        failed_free=Count("pk", filter=FAILED & Q(generation__cost_usd=0)),
        cost_usd=Sum("booked_usd"),
        possibly_usd=Sum("booked_usd", filter=Q(state=State.POSSIBLY_CHARGED), default=ZERO),
    )
    groups = [Group(**row) for row in counted]
    if by == "day":
        return sorted(groups, key=lambda group: str(group.key))
    return sorted(groups, key=lambda group: (-group.cost_usd, str(group.name)))


def summed(groups: Iterable[Group]) -> Group:
    every = list(groups)
    return Group(
        images=sum(group.images for group in every),
        failed=sum(group.failed for group in every),
        failed_free=sum(group.failed_free for group in every),
        cost_usd=sum((group.cost_usd for group in every), ZERO),
        possibly_usd=sum((group.possibly_usd for group in every), ZERO),
    )


def spent_by_tier(entries: QuerySet[LedgerEntry]) -> dict[tuple[date, str], Decimal]:
    """USD by day and tier; the tier of what was deleted since is ""."""
    rows = entries.order_by().values_list(_DAY, "generation__engine_model__tier")
    return {
        (day, tier or ""): usd for day, tier, usd in rows.annotate(usd=Sum("booked_usd")) if usd
    }


def tokens_of(entries: QuerySet[LedgerEntry]) -> tuple[int, int]:
    """In and out, thoughts with what came out, as the provider counted the last attempts."""
    drawn = Generation.objects.filter(pk__in=entries.order_by().values("generation"))
    sums = drawn.aggregate(**{name: _sum_of(name) for name in ("input", "output", "thoughts")})
    return sums["input"], sums["output"] + sums["thoughts"]


def _sum_of(name: str) -> Sum:
    return Sum(Cast(KT(f"tokens__{name}"), BigIntegerField()), default=0)
