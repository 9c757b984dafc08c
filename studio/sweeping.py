"""What beat looks at again and again, because messages get lost and processes die."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from studio import (
    catalogue,
    events,
    failing,
    finishing,
    keys,
    ledger,
    patience,
    scheduling,
    spool,
    turns,
    waking,
)
from studio.models import (
    Generation,
    GenerationQuerySet,
    IdempotencyKey,
    Lane,
    LedgerEntry,
    Status,
    WorkerHeartbeat,
)
from studio.sketches import endings

logger = logging.getLogger(__name__)

# What apps to the left look at as well, from their `apps.py`: whatever a lost signal left.
ALSO: list[Callable[[datetime], object]] = []

LONGEST_GAP = timedelta(seconds=15)  # shorter than a lease lives without its renewal
MOST_LAPSES = 3
OVERDUE = timedelta(seconds=8)  # beat comes each five
IDEMPOTENCY_KEPT = timedelta(hours=24)
HEARTBEAT_KEPT = timedelta(days=1)


def look_again() -> None:
    """One sweep, now."""
    now, is_steady = _begin()
    sweep(now, ends_lost=is_steady)


def is_overdue(now: datetime) -> bool:
    """Whether beat seems to be away."""
    swept_at = Lane.objects.values_list("swept_at", flat=True).get(name=catalogue.LANE)
    return swept_at is None or abs(now - swept_at) > OVERDUE


@turns.writing()
def _begin() -> tuple[datetime, bool]:
    """When this sweep begins, and whether a lapsed lease tells of a dead worker.

    Just after a time in which the database was away, the machine slept or its clock jumped every
    lease has lapsed: the workers that live first get the time to renew theirs.
    """
    lane = Lane.objects.select_for_update().get(name=catalogue.LANE)
    now = timezone.now()  # read here: the lock may have been waited for
    if lane.swept_at is None or abs(now - lane.swept_at) > LONGEST_GAP or not lane.steady_since:
        lane.steady_since = now
    lane.swept_at = now
    lane.save(update_fields=["swept_at", "steady_since"])
    return now, now - lane.steady_since >= 1.5 * settings.LEASE_RENEWAL


def sweep(now: datetime, *, ends_lost: bool = True) -> None:
    """Bring back or end what a dead worker held, then wake workers where something is due."""
    looks: list[Callable[[], object]] = [
        partial(_return_unsent, now),
        partial(_end_worn_out, now),
        recover_spooled,
        *([partial(_end_lost, now)] if ends_lost else []),  # after what may still be settled
        keys.adopt_current,
        partial(_wake, now),
        partial(endings.sweep, now),
        *(partial(look, now) for look in ALSO),
    ]
    for look in looks:
        _look(look)


def _wake(now: datetime) -> None:
    due = Generation.objects.claimable(now).count()
    if hints := min(due, scheduling.free_places()):
        waking.wake(hints=hints)


def _look(look: Callable[[], object]) -> None:
    try:
        look()
    except Exception:  # one's trouble must not keep the others waiting
        logger.exception("sweep.failed")


def tidy(now: datetime) -> None:
    """Forget what has served: old idempotency keys, dead workers, money held for nothing."""
    IdempotencyKey.objects.filter(created_at__lt=now - IDEMPOTENCY_KEPT).delete()
    WorkerHeartbeat.objects.filter(seen_at__lt=now - HEARTBEAT_KEPT).delete()
    release_stale()


@transaction.atomic
def release_stale() -> None:
    """Give back what is still held for generations that are over or gone."""
    held = LedgerEntry.objects.filter(state=LedgerEntry.State.RESERVED)
    over = Generation.objects.settled().filter(pk__in=held.values("generation"))
    ledger.release(list(over.select_for_update()))  # locked, lest one is retried at this moment
    ledger.release_orphans()


def recover_spooled() -> None:
    """Store what a full disk refused when it was paid for."""
    for path in spool.waiting():
        with spool.taken(path) as is_taken:
            if is_taken:
                _recover(path)


def _recover(path: Path) -> None:
    generation_id, attempt = spool.named(path)
    generation = Generation.objects.filter(pk=generation_id).first()
    try:
        if generation and not finishing.recover(generation, spool.read(path), attempt=attempt):
            return
    except patience.AWAY:
        raise
    except Exception:  # whatever it is, it would be so each time; paid for, so kept
        logger.exception("spool.broken generation=%s", generation_id)
        spool.set_aside(path)
        return
    path.unlink()
    logger.info("spool.recovered generation=%s", generation_id)


@transaction.atomic
def _return_unsent(now: datetime) -> None:
    """Their worker died before the call left: they wait again, at no cost."""
    again = _unsent(now).filter(lapses__lt=MOST_LAPSES)
    rows = list(again.select_for_update(skip_locked=True))
    for row in rows:
        row.status, row.leased_until, row.due_at = Status.PENDING, None, now
        row.lapses += 1
    Generation.objects.bulk_update(rows, ["status", "leased_until", "due_at", "lapses"])
    for owned in _by_owner(rows):
        events.record_status(owned)


def _end_worn_out(now: datetime) -> None:
    """Whoever prepares these breaks off each time; others' calls must not die with them."""
    for generation in _unsent(now).filter(lapses__gte=MOST_LAPSES):
        failing.wear_out(generation)


def _unsent(now: datetime) -> GenerationQuerySet:
    lapsed = Generation.objects.filter(status=Status.GENERATING, leased_until__lte=now)
    return lapsed.filter(sent_at__isnull=True)


def _by_owner(rows: Iterable[Generation]) -> Iterator[list[Generation]]:
    """In the order of owners, always: each one's turn is a lock."""
    in_order = sorted(rows, key=lambda row: (row.owner_id, row.pk))
    for _, owned in groupby(in_order, key=lambda row: row.owner_id):
        yield list(owned)


def _end_lost(now: datetime) -> None:
    for generation in Generation.objects.filter(
        status=Status.GENERATING, leased_until__lte=now, sent_at__isnull=False
    ):
        try:
            failing.lose(generation)
        except Exception:  # one row that cannot be ended must not keep the others waiting
            logger.exception("sweep.stuck generation=%s", generation.pk)
