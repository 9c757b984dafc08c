"""All generations of a person, those that failed and were canceled too, newest first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gallery.paging import Cursor
from gallery.request import Request
from gallery.texts import searched_in
from studio.models import Generation, GenerationQuerySet
from studio.views import activity_rows
from studio.views.activity_rows import LABELS
from studio.views.ids import cursor_of
from studio.views.tabs import Tab

ROWS_A_PAGE = 40
_TABS = {"": "All", **{str(status): label for status, label in LABELS.items()}}


@require_safe
def activity(request: Request) -> HttpResponse:
    status = request.GET.get("status", "")
    if status not in _TABS:
        raise Http404
    query, before = searched_in(request.GET.get("q", "")), cursor_of(request)
    rows = _matching(Generation.objects.visible_to(request.user), status, query)
    if before:
        place = (before.created_at, before.pk)
        rows = rows.filter(TupleLessThan((F("created_at"), F("pk")), place))
    ordered = rows.for_cards().select_related("batch", "provider_key", "answer")
    found = list(ordered.order_by("-created_at", "-pk")[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    last = str(Cursor(shown[-1].created_at, shown[-1].pk)) if len(found) > ROWS_A_PAGE else ""
    context = {
        "rows": activity_rows.drawn(shown, by=request.user),
        "tabs": [
            Tab(label, _url(status=each, q=query), each == status) for each, label in _TABS.items()
        ],
        "status": status,
        "query": query,
        "kept": {"status": status},
        "older_url": _url(status=status, q=query, before=last) if last else "",
        "newer_url": _url(status=status, q=query) if before else "",
    }
    return render(request, "studio/activity.html", context)


def _matching(rows: GenerationQuerySet, status: str, query: str) -> GenerationQuerySet:
    if status:
        rows = rows.filter(status=status)
    return rows.filter(prompt__icontains=query) if query else rows


def _url(**said: str) -> str:
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('studio:activity')}?{query}" if query else reverse("studio:activity")
