"""Generations as the rows of the Activity page: every string ready."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone

from studio import cards, wording
from studio.cards import Card
from studio.models import Generation, Kind, Status
from studio.views import stage

LABELS = {
    Status.PENDING: "Waiting",
    Status.GENERATING: "Generating",
    Status.COMPLETE: "Ready",
    Status.FAILED: "Failed",
    Status.CANCELED: "Canceled",
}


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """What `studio/_activity_row.html` draws; `card` holds the words of the generation's card."""

    card: Card
    prompt: str
    label: str  # the status in a word
    facts: str
    money: str
    created_at: datetime
    batch_url: str
    reuse_url: str


def drawn(found: Iterable[Generation], *, by: AbstractBaseUser) -> list[ActivityRow]:
    """Wants `for_cards()` with batch, key and answer."""
    now, places = timezone.now(), stage.places_in_line(by)
    return [row_of(each, cards.card(each, place=places.get(each.pk, 0), now=now)) for each in found]


def row_of(generation: Generation, card: Card) -> ActivityRow:
    return ActivityRow(
        card=card,
        prompt=generation.prompt,
        label=LABELS[Status(generation.status)],
        facts=_facts(generation),
        money=_money(generation),
        created_at=generation.created_at,
        batch_url=_shown_at(generation),
        reuse_url=_reuse_url(generation),
    )


def _shown_at(row: Generation) -> str:
    """The conversation that it belongs to, else its batch."""
    if row.message_id and row.batch.work_session_id:
        url = reverse("studio:session", args=[row.batch.work_session_id])
        return f"{url}?at={row.message_id}"
    return f"{stage.batch_url(row.batch)}#generation-{row.pk}"


def _reuse_url(row: Generation) -> str:
    """ "" for words: Generate draws."""
    if row.kind == Kind.CHAT:
        return ""
    return f"{reverse('studio:generate')}?reuse_generation={row.pk}"


def _facts(row: Generation) -> str:
    kind = "Words alone" if row.kind == Kind.CHAT else ""
    said = (row.requested.get("aspect_ratio"), row.requested.get("resolution"), kind)
    return " · ".join([row.engine_model.label, *(str(word) for word in said if word)])


def _money(row: Generation) -> str:
    """What it cost, and what it may cost while it is open."""
    if not row.is_settled:
        return f"up to {wording.usd(row.estimated_cost_usd)}"
    if row.error_code == "outcome_unknown":
        return f"possibly {wording.usd(row.cost_usd)}"
    return wording.usd(row.cost_usd) if row.cost_usd else "not charged"
