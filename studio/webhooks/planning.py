"""From events to deliveries, and the events that only somebody who listens needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction

from studio import cheaper, events, turns
from studio.models import Delivery, Event, EventQuerySet, Generation, Turn, Webhook, WebhookKind
from studio.webhooks import budgeting
from studio.webhooks.budgeting import Change

AT_ONCE = 500


def plan(now: datetime) -> None:
    """Make a delivery of each new event that a webhook asks for; safe to call at any time.

    Nobody takes the writers' turn for whom there is nothing to write.
    """
    least_usd = cache(cheaper.least_usd)  # the prices of all models: at most once, out of the turn
    for owner_id, webhooks in _listening().items():
        wants_budget = any(WebhookKind.BUDGET in webhook.kinds for webhook in webhooks)
        change = budgeting.change_of(owner_id, now, least_usd) if wants_budget else None
        if change or _new_for(webhooks).exists():
            _plan_of(owner_id, change, now)


def _listening() -> dict[int, list[Webhook]]:
    """By their owner; paused ones catch up later."""
    found: dict[int, list[Webhook]] = {}
    for webhook in Webhook.objects.filter(paused=False).order_by("owner_id", "pk"):
        found.setdefault(webhook.owner_id, []).append(webhook)
    return found


def _new_for(webhooks: Sequence[Webhook]) -> EventQuerySet:
    """What one of them has not seen; all are of one owner."""
    seen = min(webhook.seen_event for webhook in webhooks)
    return Event.objects.filter(owner_id=webhooks[0].owner_id).after(seen)


@turns.writing()
def _plan_of(owner_id: int, change: Change | None, now: datetime) -> None:
    Turn.objects.get_or_create(owner_id=owner_id)
    Turn.objects.select_for_update().get(owner_id=owner_id)  # one planner a person
    webhooks = list(Webhook.objects.filter(owner_id=owner_id, paused=False))
    if not webhooks:  # paused or removed meanwhile
        return
    settled = _new_for(webhooks).filter(kind__in=events.settled_kinds())
    _record_finished_batches(owner_id, settled.exclude(batch=None).values_list("batch", "pk"))
    if change:
        budgeting.record(owner_id, change)
    for webhook in webhooks:
        _make_deliveries(webhook, now)


def _record_finished_batches(owner_id: int, settled: Iterable[tuple[Any, Any]]) -> None:
    """Once for each time that the last of a batch ended; a retry opens it again."""
    for batch_id, last in dict(settled).items():
        rows = Generation.objects.filter(batch_id=batch_id)
        told = Event.objects.filter(kind=WebhookKind.BATCH, batch_id=batch_id, pk__gt=last)
        if rows.open().exists() or told.exists():
            continue
        statuses = list(rows.values_list("status", flat=True))
        counts = {each: statuses.count(each) for each in sorted(set(statuses))}
        data = {"id": batch_id, "counts": counts}
        events.record(owner_id=owner_id, kind=WebhookKind.BATCH, data=data, batch_id=batch_id)


@transaction.atomic
def _make_deliveries(webhook: Webhook, now: datetime) -> None:
    rows = Event.objects.filter(owner_id=webhook.owner_id).after(webhook.seen_event)
    found = list(rows[:AT_ONCE])
    if not found:
        return
    wanted = [event for event in found if event.kind in webhook.kinds]
    Delivery.objects.bulk_create(
        [_delivery(webhook, event, now) for event in wanted], ignore_conflicts=True
    )
    Webhook.objects.filter(pk=webhook.pk).update(seen_event=found[-1].pk)


def _delivery(webhook: Webhook, event: Event, now: datetime) -> Delivery:
    about = event.generation_id and f"generation:{event.generation_id}"
    about = about or (event.batch_id and f"batch:{event.batch_id}") or event.kind
    return Delivery(
        webhook=webhook,
        event=event,
        kind=event.kind,
        subject=about,
        due_at=now,
        body={
            "id": event.pk,
            "type": event.kind,
            "created_at": event.created_at.isoformat(),
            "data": event.data,
        },
    )
