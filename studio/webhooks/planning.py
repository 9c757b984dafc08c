"""From events to deliveries, and the events that only somebody who listens needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from studio import cheaper, events, ledger, turns
from studio.models import (
    BudgetMark,
    Delivery,
    Event,
    Generation,
    Turn,
    Webhook,
    WebhookKind,
)
from studio.standing import standing_of

AT_ONCE = 500
MARKS = (80, 100)


def plan(now: datetime) -> None:
    """Make a delivery of each new event that a webhook asks for; safe to call at any time."""
    owners = Webhook.objects.filter(paused=False).values_list("owner_id", flat=True)
    for owner_id in owners.order_by("owner_id").distinct():
        _plan_of(owner_id, now)


@turns.writing()
def _plan_of(owner_id: int, now: datetime) -> None:
    Turn.objects.get_or_create(owner_id=owner_id)
    Turn.objects.select_for_update().get(owner_id=owner_id)  # one planner a person
    webhooks = list(Webhook.objects.filter(owner_id=owner_id, paused=False))
    seen = min(webhook.seen_event for webhook in webhooks)
    new = Event.objects.filter(owner_id=owner_id).after(seen)
    settled = new.filter(kind__in=events.settled_kinds())
    _record_finished_batches(owner_id, settled.exclude(batch=None).values_list("batch", "pk"))
    _record_budget(owner_id, now)
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


def _record_budget(owner_id: int, now: datetime) -> None:
    """Each mark once a month, and once more where the limit was raised since."""
    month = ledger.month_of(now)
    found = standing_of(owner_id, month)
    if not found.limit_usd:
        return
    for percent in MARKS:
        mark: dict[str, Any] = {"owner_id": owner_id, "month": month, "percent": percent}
        if not _has_reached(percent, found.spent_usd, found.limit_usd):
            BudgetMark.objects.filter(**mark).delete()
        elif BudgetMark.objects.get_or_create(**mark)[1]:
            data = {
                "percent": percent,
                "month": f"{month:%Y-%m}",
                "limit_usd": format(found.limit_usd, "f"),
                "spent_usd": format(found.spent_usd, "f"),
            }
            events.record(owner_id=owner_id, kind=WebhookKind.BUDGET, data=data)


def _has_reached(percent: int, spent_usd: Decimal, limit_usd: Decimal) -> bool:
    """The last of a limit is hardly ever spent to the cent, as what passes it is refused.

    So all of it counts as spent, too, once the rest does not pay for the cheapest picture.
    """
    if spent_usd >= limit_usd * percent / 100:
        return True
    is_all = percent == MARKS[-1]
    return is_all and limit_usd - spent_usd < cheaper.least_usd()


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
