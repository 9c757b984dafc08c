"""Writing down what changed, in the transaction that changes it, in an order that can be resumed.

Ids are given when a row is written and seen when its transaction commits.  A reader that goes on
after the last id it saw must never find a smaller one later, so writers of one owner take turns
from the first event they record until they commit: record last, hold no other lock back.  SQLite
has one writer at a time anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from gallery.cleanup import Swept
from studio.models import Event, Generation
from studio.models.generation import SETTLED

KEPT = timedelta(days=14)
_TURNS = 0x6D75_7361  # the first half of an advisory lock's name; the second is the owner


def record(
    *,
    owner_id: int,
    kind: str,
    data: Mapping[str, Any],
    generation_id: int | None = None,
    batch_id: int | None = None,
) -> Event:
    """One event, within the caller's transaction."""
    with transaction.atomic(savepoint=False):
        _take_turn(owner_id)
        return Event.objects.create(
            owner_id=owner_id,
            kind=kind,
            data=dict(data),
            generation_id=generation_id,
            batch_id=batch_id,
        )


def record_status(generations: Sequence[Generation]) -> None:
    """Where these stand now, all of one owner; within the transaction that put them there."""
    if not generations:
        return
    now = timezone.now()
    with transaction.atomic(savepoint=False):
        _take_turn(generations[0].owner_id)
        Event.objects.bulk_create(_of_status(each, now) for each in generations)


def _of_status(generation: Generation, now: datetime) -> Event:
    return Event(
        owner_id=generation.owner_id,
        kind=f"generation.{generation.status}",
        data=_facts(generation),
        generation_id=generation.pk,
        batch_id=generation.batch_id,
        created_at=now,
    )


def _facts(generation: Generation) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "id": generation.pk,
        "batch_id": generation.batch_id,
        "status": str(generation.status),
        "kind": str(generation.kind),
        "attempt": generation.attempt,
    }
    if generation.is_settled:
        facts["image_ids"] = [generation.image_id] if generation.image_id else []
        facts["error_code"] = generation.error_code or None
        facts["cost_usd"] = format(generation.cost_usd, "f")
    return facts


def sweep(now: datetime, dry_run: bool) -> Swept:
    """Events that nobody will ask for any more."""
    old = Event.objects.filter(created_at__lt=now - KEPT)
    count = old.count() if dry_run else old.delete()[0]
    return Swept("old events", count)


def _take_turn(owner_id: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TURNS, owner_id % 2**31])


def settled_kinds() -> tuple[str, ...]:
    """The kinds of those events after which nothing more comes of a generation."""
    return tuple(f"generation.{each}" for each in SETTLED)
