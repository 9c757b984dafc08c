"""The money of each attempt: held before the call, then charged, possibly charged or given back.

A budget is touched by one conditional update, so `spent + reserved <= limit` holds under any
concurrency; the instance's row comes before a person's and that before a token's, always, so that
two submits cannot wait for each other.  Every function here belongs inside the transaction that
changes the generation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from sessions_app.models import ApiToken
from studio.models import Budget, Generation, LedgerEntry, SpendingLimit, Status, TokenBudget
from studio.models.money import usd

State = LedgerEntry.State


class ApprovalRequired(Exception):
    """A token may not spend as much at once without its person."""

    def __init__(self, needed_usd: Decimal, above_usd: Decimal) -> None:
        super().__init__(f"This may cost ${needed_usd:.2f}; this token spends up to ${above_usd}.")
        self.needed_usd = needed_usd
        self.above_usd = above_usd


class InsufficientBudget(Exception):
    def __init__(self, needed_usd: Decimal, available_usd: Decimal) -> None:
        super().__init__(f"${needed_usd:.2f} needed, ${available_usd:.2f} left this month")
        self.needed_usd = needed_usd
        self.available_usd = available_usd


def through(generations: Sequence[Generation], token: ApiToken | None) -> None:
    """Let this token pay for what comes next of them, or no token; raises ApprovalRequired."""
    for generation in generations:
        generation.api_token = token
    want_approved(sum((each.estimated_cost_usd for each in generations), Decimal(0)), token)


def want_approved(needed_usd: Decimal, token: ApiToken | None) -> None:
    """Raises ApprovalRequired where the token may not spend as much at once."""
    above_usd = token.approval_above_usd if token else None
    if above_usd is not None and needed_usd > above_usd:
        raise ApprovalRequired(needed_usd, above_usd)


@transaction.atomic
def reserve(generations: Sequence[Generation]) -> None:
    """Hold the next attempt's estimate of each, all of one owner and one token, or of none.

    Raises InsufficientBudget.

    Atomic by itself: who catches the refusal must not find it half done.
    """
    owner_id = generations[0].owner_id
    now = timezone.now()
    total = sum((generation.estimated_cost_usd for generation in generations), Decimal(0))
    for budget in _budgets(owner_id, month_of(now)):
        _hold(budget, total)
    if token_id := generations[0].api_token_id:
        _hold_of_token(token_id, month_of(now), total)
    LedgerEntry.objects.bulk_create(
        [_entry(generation, now) for generation in generations],
        # What was given back before its attempt began stands under the number of the same attempt.
        update_conflicts=True,
        unique_fields=["generation", "attempt"],
        update_fields=_RESERVED_ANEW,
    )


_RESERVED_ANEW = [
    "api_token",
    "month",
    "state",
    "reserved_usd",
    "booked_usd",
    "created_at",
    "settled_at",
]


def _entry(generation: Generation, now: datetime) -> LedgerEntry:
    return LedgerEntry(
        owner_id=generation.owner_id,
        generation=generation,
        api_token_id=generation.api_token_id,
        attempt=generation.attempt + 1,
        month=month_of(now),
        created_at=now,
        reserved_usd=generation.estimated_cost_usd,
    )


def carry_over(generation: Generation) -> None:
    """What is still held pays for the attempt that begins now."""
    _held(generation).update(attempt=generation.attempt)


def charge(generation: Generation, cost_usd: Decimal) -> None:
    """Book what the provider counted; more than was held is booked as it is."""
    _settle(generation, State.CHARGED, cost_usd)


def charge_possibly(generation: Generation) -> Decimal:
    """Book all that was held, since nobody knows; returns it."""
    held_usd = sum((entry.reserved_usd for entry in _held(generation)), Decimal(0))
    _settle(generation, State.POSSIBLY_CHARGED, held_usd)
    return held_usd


def keep_account(instance: Generation, **kwargs: object) -> None:
    """A call that is under way is paid for although its row goes.  Hears `pre_delete`."""
    under_way = Generation.objects.filter(pk=instance.pk, status=Status.GENERATING)
    row = under_way.filter(sent_at__isnull=False).select_for_update().first()
    if row is not None:
        charge_possibly(row)


def release(generations: Sequence[Generation]) -> None:
    """Give back what is held for these: nothing was charged."""
    _give_back(LedgerEntry.objects.filter(generation__in=generations, state=State.RESERVED))


def release_orphans() -> None:
    """Give back what is held for generations that were deleted, with their owner or alone."""
    _give_back(LedgerEntry.objects.filter(generation__isnull=True, state=State.RESERVED))


def _give_back(held: QuerySet[LedgerEntry]) -> None:
    by_holder = held.values_list("owner_id", "api_token_id", "month")
    sums = list(by_holder.annotate(total=Sum("reserved_usd")))
    held.update(state=State.RELEASED, settled_at=timezone.now())
    for owner_id, token_id, month, total in sums:
        _move((owner_id, token_id, month), freed_usd=total, booked_usd=Decimal(0))


def month_of(moment: datetime) -> date:
    return moment.date().replace(day=1)


def _held(generation: Generation) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(generation_id=generation.pk, state=State.RESERVED)


def _settle(generation: Generation, state: LedgerEntry.State, booked_usd: Decimal) -> None:
    """The caller holds the generation's row and saves it with the cost that is added here."""
    entry = _held(generation).first()
    if entry is None:
        return  # settled before: a message that came twice books nothing twice
    entry.state, entry.booked_usd, entry.settled_at = state, booked_usd, timezone.now()
    entry.save(update_fields=["state", "booked_usd", "settled_at"])
    generation.cost_usd += booked_usd
    holders = (entry.owner_id, entry.api_token_id, entry.month)
    _move(holders, freed_usd=entry.reserved_usd, booked_usd=booked_usd)


def _move(
    holders: tuple[int | None, int | None, date], *, freed_usd: Decimal, booked_usd: Decimal
) -> None:
    """From held to spent, in the rows of the instance, the person and the token, if still there."""
    owner_id, token_id, month = holders
    moved = {
        "reserved_usd": F("reserved_usd") - usd(freed_usd),
        "spent_usd": F("spent_usd") + usd(booked_usd),
    }
    for holder in dict.fromkeys((None, owner_id)):
        Budget.objects.filter(owner_id=holder, month=month).update(**moved)
    if token_id is not None:
        TokenBudget.objects.filter(token_id=token_id, month=month).update(**moved)


def _hold(budget: Budget, total: Decimal) -> None:
    held = Budget.objects.filter(
        Q(limit_usd__isnull=True)
        | Q(limit_usd__gte=F("spent_usd") + F("reserved_usd") + usd(total)),
        pk=budget.pk,
    ).update(reserved_usd=F("reserved_usd") + usd(total))
    if not held:
        budget.refresh_from_db()
        left = (budget.limit_usd or Decimal(0)) - budget.spent_usd - budget.reserved_usd
        raise InsufficientBudget(total, max(left, Decimal(0)))


def _hold_of_token(token_id: int, month: date, total: Decimal) -> None:
    limit_usd = ApiToken.objects.values_list("monthly_limit_usd", flat=True).get(pk=token_id)
    budget, _ = TokenBudget.objects.get_or_create(token_id=token_id, month=month)
    rows = TokenBudget.objects.filter(pk=budget.pk)
    if limit_usd is not None:
        rows = rows.filter(spent_usd__lte=usd(limit_usd - total) - F("reserved_usd"))
    held = rows.update(reserved_usd=F("reserved_usd") + usd(total))
    if not held:
        budget.refresh_from_db()
        left = (limit_usd or Decimal(0)) - budget.spent_usd - budget.reserved_usd
        raise InsufficientBudget(total, max(left, Decimal(0)))


def _budgets(owner_id: int, month: date) -> Iterator[Budget]:
    """The instance's row, then the person's."""
    yield budget_of(None, month)
    yield budget_of(owner_id, month)


def budget_of(holder_id: int | None, month: date) -> Budget:
    """The month's row, made with today's limit when the month is first touched."""
    found = Budget.objects.filter(owner_id=holder_id, month=month).first()
    if found is not None:
        return found
    limit_usd = SpendingLimit.of(holder_id).limit_usd
    return Budget.objects.get_or_create(
        owner_id=holder_id, month=month, defaults={"limit_usd": limit_usd}
    )[0]
