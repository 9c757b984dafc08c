"""Which generation runs next, and how many at once.

The queue is the table.  Claims take turns on the lane's row, so no cap is passed however many
workers there are; a cap counts calls in flight at the provider, and a place is free again with the
last byte of the answer.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, F, OuterRef, prefetch_related_objects
from django.utils import timezone

from studio import catalogue, events, ledger, patience, turns, waking
from studio.models import (
    Batch,
    Generation,
    GenerationQuerySet,
    Lane,
    ProviderKey,
    Status,
    Turn,
)

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)


def claim_next() -> Generation | None:
    """Lease the most urgent generation to the caller; None when none waits or no place is free."""
    generation = _claim()
    if generation is not None:  # joined to the claim, they would keep the other writers waiting
        prefetch_related_objects([generation], "owner", "engine_model", "batch")
    return generation


@turns.writing(urgent=True)
def _claim() -> Generation | None:
    Lane.objects.select_for_update().get(name=catalogue.LANE)  # the lock: claims take turns
    now = timezone.now()
    in_flight = list(
        Generation.objects.in_flight().values_list("owner_id", "batch_id", "provider_key_id")
    )
    if len(in_flight) >= settings.GENERATIONS_TOTAL:
        return None
    claimable = _within_caps(Generation.objects.claimable(now), in_flight, now)
    generation = _in_fair_turn(claimable)
    if generation is not None:
        _lease(generation, now)
    return generation


def free_places() -> int:
    return max(settings.GENERATIONS_TOTAL - Generation.objects.in_flight().count(), 0)


@contextmanager
def place(generation: Generation) -> Iterator[None]:
    """The call itself; with its last byte the place is free, and whatever waits hears of it."""
    try:
        yield
    finally:
        _free(generation)


def _free(generation: Generation) -> None:
    try:
        is_free = _mark_received(generation)
    except patience.AWAY as error:  # its settling, which waits for the database, frees it as well
        logger.warning("place.kept id=%s error=%s", generation.pk, type(error).__name__)
    else:
        if is_free:
            waking.wake()


@turns.writing(urgent=True)
def _mark_received(generation: Generation) -> bool:
    return bool(held(generation).update(received_at=timezone.now()))


@turns.writing(urgent=True)
def mark_sent(generation: Generation, sent: dict[str, object]) -> bool:
    """Write down that the call leaves now; False where it must not: lease lost, or canceled."""
    return bool(
        held(generation).filter(cancel_requested=False).update(sent_at=timezone.now(), sent=sent)
    )


def held(generation: Generation) -> GenerationQuerySet:
    """The row, as long as this attempt holds its lease: a slower twin writes nothing."""
    return Generation.objects.filter(
        pk=generation.pk, status=Status.GENERATING, attempt=generation.attempt
    )


def locked(generation: Generation) -> Generation | None:
    """The row itself, locked for its settling; None where this attempt lost its lease."""
    row = held(generation).select_for_update().first()
    if row is not None:  # none of these changes in a generation's life
        row.owner, row.engine_model = generation.owner, generation.engine_model
        row.batch = generation.batch
    return row


def _within_caps(
    claimable: GenerationQuerySet, in_flight: list[tuple[int, int, int]], now: datetime
) -> GenerationQuerySet:
    """What may start: not of a full person, batch or key, nor of a key that rests.

    `in_flight` has owner, batch and key of each call that runs.
    """
    owners = Counter(owner for owner, _, _ in in_flight)
    batches = Counter(batch for _, batch, _ in in_flight)
    keys = Counter(key for _, _, key in in_flight)
    resting = _full(keys, settings.GENERATIONS_PER_KEY) | _resting_keys(now)
    closed = {
        "owner_id__in": _full(owners, settings.GENERATIONS_PER_USER),
        "provider_key_id__in": resting,
        "batch_id__in": _full_batches(batches),
    }
    for lookup, ids in closed.items():
        if ids:
            claimable = claimable.exclude(**{lookup: ids})
    return claimable


def _full(running: Counter[int], cap: int) -> set[int]:
    return {pk for pk, count in running.items() if count >= cap}


def _full_batches(running: Counter[int]) -> set[int]:
    capped = Batch.objects.filter(pk__in=list(running), max_in_flight__gte=1)
    return {
        pk for pk, cap in capped.values_list("pk", "max_in_flight") if running[pk] >= (cap or 0)
    }


def _resting_keys(now: datetime) -> set[int]:
    """Keys that the provider refused lately, and those that had their calls of this minute."""
    return {row.pk for row in ProviderKey.objects.with_limits(now) if _rests(row, now)}


def _rests(row: ProviderKey, now: datetime) -> bool:
    if row.paused_until and row.paused_until > now:
        return True
    limit = row.calls_per_minute
    return limit is not None and _calls_since(now - MINUTE, row.pk) >= limit


def _calls_since(moment: datetime, key_id: int) -> int:
    return Generation.objects.filter(provider_key_id=key_id, started_at__gt=moment).count()


def _in_fair_turn(claimable: GenerationQuerySet) -> Generation | None:
    """Whoever was served longest ago comes next, whatever the priorities of the others."""
    waiting = claimable.filter(owner_id=OuterRef("owner_id"))
    turn = (
        Turn.objects.filter(Exists(waiting))
        .order_by(F("served_at").asc(nulls_first=True), "pk")
        .first()
    )
    if turn is None:
        return None
    rows = claimable.filter(owner_id=turn.owner_id)
    # Locked, lest a row that is canceled at this moment comes back to life; that one is left out.
    return rows.select_for_update(of=("self",), skip_locked=True).first()


def _lease(generation: Generation, now: datetime) -> None:
    generation.status = Status.GENERATING
    generation.attempt += 1
    generation.leased_until = now + settings.LEASE
    generation.held_by = worker_name()
    generation.started_at = now
    generation.sent_at = generation.received_at = None
    generation.save(update_fields=_LEASED)
    Turn.objects.filter(owner_id=generation.owner_id).update(served_at=now)
    ledger.carry_over(generation)
    events.record_status([generation])


_LEASED = [
    "status",
    "attempt",
    "leased_until",
    "held_by",
    "started_at",
    "sent_at",
    "received_at",
]


def worker_name() -> str:
    """This process, as rows and heartbeats know it: host:pid."""
    return f"{host()}:{os.getpid()}"


@cache
def host() -> str:
    """Where a number names one process: containers, and copies of one machine, share host names."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
        namespace = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:  # not Linux
        return socket.gethostname()
    return f"{socket.gethostname()}/{boot}-{namespace}"


def drop_leases_of_the_dead(now: datetime) -> int:
    """End the leases of this host's processes that are gone; returns how many.

    A worker calls it as it starts, so that its predecessor's work need not wait for the lease.
    """
    running = Generation.objects.filter(
        status=Status.GENERATING, leased_until__gt=now, held_by__startswith=f"{host()}:"
    )
    holders = set(running.values_list("held_by", flat=True))
    dead = [holder for holder in holders if not _is_alive(int(holder.rpartition(":")[2]))]
    return running.filter(held_by__in=dead).update(leased_until=now)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's process has the number now: the lease will lapse
    return True
