"""The Prompts page: templates, history and favourites, one tab each; the URL holds all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gallery.paging import Cursor
from gallery.request import Request
from gallery.texts import searched_in
from studio.models import Category, FavouritePrompt, PastPrompt, PromptTemplate
from studio.views.ids import as_id, cursor_of
from studio.views.past_prompts import just_forgotten
from studio.views.prompt_rows import cards, favourite_rows, history_rows
from studio.views.tabs import Tab

TEMPLATES, HISTORY, FAVOURITES = "templates", "history", "favourites"
TABS = {TEMPLATES: "Templates", HISTORY: "History", FAVOURITES: "Favourites"}
STARRED = "starred"  # stands where a category does
ROWS_A_PAGE = 30
CARDS_A_PAGE = 48
COUNTED_UP_TO = 1_000
RECENT_PROMPTS = 10


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    is_chosen: bool


@require_safe
def prompts(request: Request) -> HttpResponse:
    tab = request.GET.get("tab", TEMPLATES)
    if tab not in TABS:
        raise Http404
    query = searched_in(request.GET.get("q", ""))
    context = {
        "tab": tab,
        "query": query,
        "tabs": _tabs(request, tab, query),
        "kept": {"tab": tab, "category": request.GET.get("category", "")},
    }
    draw = {TEMPLATES: _templates, HISTORY: _history, FAVOURITES: _favourites}[tab]
    return render(request, "studio/prompts.html", context | draw(request, query))


@require_safe
def recent(request: Request) -> HttpResponse:
    """The last few prompts, for the composer's history menu."""
    found = PastPrompt.objects.visible_to(request.user).newest_first()[:RECENT_PROMPTS]
    return render(request, "studio/_recent_prompts.html", {"recent": found})


def _templates(request: Request, query: str) -> dict[str, Any]:
    category = request.GET.get("category", "")
    rows = PromptTemplate.objects.visible_to(request.user)
    if category == STARRED:
        rows = rows.starred_by(request.user)
    elif category:
        rows = rows.filter(category=category)
    if query:
        words = Q(name__icontains=query) | Q(text__icontains=query)
        rows = rows.filter(words | Q(description__icontains=query))
    last = _last_seen(request)
    if last:
        rows = rows.after(last)
    found = list(rows.order_by("position", "-pk")[: CARDS_A_PAGE + 1])
    shown = found[:CARDS_A_PAGE]
    after = str(shown[-1].pk) if len(found) > CARDS_A_PAGE else ""
    said = {"category": category, "q": query}
    return {
        "cards": cards(shown, request.user),
        "chips": _chips(category, query),
        "older_url": _url(**said, after=after) if after else "",
        "newer_url": _url(**said) if last else "",
        "deleted": _just_deleted(request),
        "has_own": PromptTemplate.objects.filter(owner=request.user, archived=False).exists(),
    }


def _history(request: Request, query: str) -> dict[str, Any]:
    rows = PastPrompt.objects.visible_to(request.user)
    before = cursor_of(request)
    if query:
        rows = rows.filter(prompt__icontains=query)
    if before:
        rows = rows.older_than(before.created_at, before.pk)
    found = list(rows.newest_first().for_rows()[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    last = Cursor(shown[-1].used_at, shown[-1].pk) if len(found) > ROWS_A_PAGE else None
    forgotten = just_forgotten(request)
    said = {"rows": history_rows(shown, request.user), "forgotten": forgotten}
    return said | _pages(HISTORY, query, before, last)


def _favourites(request: Request, query: str) -> dict[str, Any]:
    rows = FavouritePrompt.objects.visible_to(request.user)
    before = cursor_of(request)
    if query:
        rows = rows.filter(prompt__icontains=query)
    if before:
        rows = rows.older_than(before.created_at, before.pk)
    found = list(rows.newest_first()[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    last = Cursor(shown[-1].created_at, shown[-1].pk) if len(found) > ROWS_A_PAGE else None
    return {"rows": favourite_rows(shown, request.user)} | _pages(FAVOURITES, query, before, last)


def _tabs(request: Request, opened: str, query: str) -> list[Tab]:
    counts: dict[str, QuerySet[Any]] = {
        TEMPLATES: PromptTemplate.objects.visible_to(request.user),
        HISTORY: PastPrompt.objects.visible_to(request.user),
        FAVOURITES: FavouritePrompt.objects.visible_to(request.user),
    }
    return [
        Tab(label, _url(tab=tab, q=query), tab == opened, _count(counts[tab]))
        for tab, label in TABS.items()
    ]


def _count(rows: QuerySet[Any]) -> str:
    """Counting all of a long history costs more than the figure is worth."""
    number = rows[:COUNTED_UP_TO].count()
    return f"{number:,}" if number < COUNTED_UP_TO else f"{COUNTED_UP_TO:,}+"


def _chips(chosen: str, query: str) -> list[Chip]:
    offered = [("", "All"), (STARRED, "Starred"), *Category.choices]
    return [Chip(label, _url(category=value, q=query), value == chosen) for value, label in offered]


def _pages(tab: str, query: str, before: Cursor | None, last: Cursor | None) -> dict[str, str]:
    return {
        "older_url": _url(tab=tab, q=query, before=str(last)) if last else "",
        "newer_url": _url(tab=tab, q=query) if before else "",
    }


def _url(**said: str) -> str:
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('studio:prompts')}?{query}" if query else reverse("studio:prompts")


def _last_seen(request: Request) -> PromptTemplate | None:
    """The card after which this page goes on; the first page where it is gone meanwhile."""
    pk = as_id(request.GET.get("after", ""))
    return PromptTemplate.objects.visible_to(request.user).filter(pk=pk).first() if pk else None


def _just_deleted(request: Request) -> PromptTemplate | None:
    """The template whose deletion can be undone from this page."""
    pk = as_id(request.GET.get("deleted", ""))
    kept = PromptTemplate.objects.kept_by(request.user).filter(archived=True)
    return kept.filter(pk=pk).first() if pk is not None else None
