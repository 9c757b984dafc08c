"""What beat looks at again and again, because messages get lost and processes die."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from studio import events, failing, finishing, keys, ledger, scheduling, spool, waking
from studio.models import (
    Generation,
    IdempotencyKey,
    LedgerEntry,
    Status,
    WorkerHeartbeat,
)
from studio.sketches import endings

logger = logging.getLogger(__name__)

# What apps to the left look at as well, from their `apps.py`: whatever a lost signal left.
ALSO: list[Callable[[datetime], object]] = []

IDEMPOTENCY_KEPT = timedelta(hours=24)
HEARTBEAT_KEPT = timedelta(days=1)


def sweep(now: datetime) -> None:
    """Bring back or end what a dead worker held, then wake workers where something is due."""
    _return_unsent(now)
    _end_lost(now)
    keys.adopt_current()
    recover_spooled()
    endings.sweep(now)
    due = Generation.objects.claimable(now).count()
    if hints := min(due, scheduling.free_places()):
        waking.wake(hints=hints)
    for look in ALSO:
        _look(look, now)


def _look(look: Callable[[datetime], object], now: datetime) -> None:
    try:
        look(now)
    except Exception:  # another app's trouble must not keep generations waiting
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
    for path, generation_id in spool.waiting():
        generation = Generation.objects.filter(pk=generation_id).first()
        if generation is None or finishing.recover(generation, spool.read(path)):
            path.unlink()
            logger.info("spool.recovered generation=%s", generation_id)


@transaction.atomic
def _return_unsent(now: datetime) -> None:
    """Their worker died before the call left: they wait again, at no cost."""
    unsent = Generation.objects.filter(
        status=Status.GENERATING, leased_until__lte=now, sent_at__isnull=True
    )
    rows = list(unsent.select_for_update(skip_locked=True))
    for row in rows:
        row.status, row.leased_until, row.due_at = Status.PENDING, None, now
    Generation.objects.bulk_update(rows, ["status", "leased_until", "due_at"])
    for owned in _by_owner(rows):
        events.record_status(owned)


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
