"""All generations of a person, those that failed and were canceled too, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gallery.paging import Cursor
from gallery.request import Request
from studio import cards, wording
from studio.cards import Card
from studio.models import Generation, GenerationQuerySet, Status
from studio.views import stage

ROWS_A_PAGE = 40
LABELS = {
    "": "All",
    Status.PENDING: "Waiting",
    Status.GENERATING: "Generating",
    Status.COMPLETE: "Ready",
    Status.FAILED: "Failed",
    Status.CANCELED: "Canceled",
}


@dataclass(frozen=True, slots=True)
class Filter:
    label: str
    url: str
    is_chosen: bool


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


@require_safe
def activity(request: Request) -> HttpResponse:
    status = request.GET.get("status", "")
    if status not in LABELS:
        raise Http404
    query, before = request.GET.get("q", "").strip(), _cursor(request)
    rows = _matching(Generation.objects.visible_to(request.user), status, query)
    if before:
        place = (before.created_at, before.pk)
        rows = rows.filter(TupleLessThan((F("created_at"), F("pk")), place))
    ordered = rows.for_cards().select_related("batch", "provider_key", "answer")
    found = list(ordered.order_by("-created_at", "-pk")[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    last = str(Cursor(shown[-1].created_at, shown[-1].pk)) if len(found) > ROWS_A_PAGE else ""
    context = {
        "rows": _drawn(shown, request),
        "filters": _filters(status, query),
        "status": status,
        "query": query,
        "older_url": _url(status=status, q=query, before=last) if last else "",
        "newer_url": _url(status=status, q=query) if before else "",
    }
    return render(request, "studio/activity.html", context)


def _matching(rows: GenerationQuerySet, status: str, query: str) -> GenerationQuerySet:
    if status:
        rows = rows.filter(status=status)
    return rows.filter(prompt__icontains=query) if query else rows


def _drawn(found: Iterable[Generation], request: Request) -> list[ActivityRow]:
    now, places = timezone.now(), stage.places_in_line(request.user)
    return [
        ActivityRow(
            card=cards.card(each, place=places.get(each.pk, 0), now=now),
            prompt=each.prompt,
            label=LABELS[each.status],
            facts=_facts(each),
            money=_money(each),
            created_at=each.created_at,
            batch_url=f"{stage.batch_url(each.batch)}#generation-{each.pk}",
            reuse_url=f"{reverse('studio:generate')}?reuse_generation={each.pk}",
        )
        for each in found
    ]


def _facts(row: Generation) -> str:
    said = (row.requested.get("aspect_ratio"), row.requested.get("resolution"))
    return " · ".join([row.engine_model.label, *(str(word) for word in said if word)])


def _money(row: Generation) -> str:
    """What it cost, and what it may cost while it is open."""
    if not row.is_settled:
        return f"up to {wording.usd(row.estimated_cost_usd)}"
    if row.error_code == "outcome_unknown":
        return f"possibly {wording.usd(row.cost_usd)}"
    return wording.usd(row.cost_usd) if row.cost_usd else "not charged"


def _filters(chosen: str, query: str) -> list[Filter]:
    return [
        Filter(label, _url(status=status, q=query), status == chosen)
        for status, label in LABELS.items()
    ]


def _cursor(request: Request) -> Cursor | None:
    word = request.GET.get("before", "")
    cursor = Cursor.read(word)
    if word and cursor is None:
        raise Http404
    return cursor


def _url(**said: str) -> str:
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('studio:activity')}?{query}" if query else reverse("studio:activity")
