"""The gallery: what a person made, narrowed and in the order that the address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from gallery import facets, paging, wording
from gallery.chips import chips
from gallery.filters import ImageFilterSet, sort_of
from gallery.ids import as_id
from gallery.models import Image, SavedFilter
from gallery.paging import Cursor, Sort
from gallery.pane import Pane
from gallery.request import Request
from gallery.views import selection

FIRST_SCREEN = 12  # tiles that are fetched without waiting to be scrolled to
TILE_SIZES = range(1, 6)
TILE_SIZE = 3


@dataclass(frozen=True, slots=True)
class Day:
    heading: str  # "" where the page before has shown it, or where days do not matter
    name: str
    images: list[Image]
    figure: str = ""  # how many, where all of the day is on this page


@require_safe
def gallery(request: Request) -> HttpResponse:
    """A page of pictures; htmx gets only what it hangs under the last one, or what was found."""
    filters = ImageFilterSet(request.user, request.GET)
    found = found_context(request, filters)
    if found["goes_on"]:
        return _varied(render(request, "gallery/_page.html", found))
    if request.htmx.target == "found":
        context = found | {"pane": Pane(filters)}
        answer = _varied(render(request, "gallery/_found_answer.html", context))
        return push_url(answer, found["url"])
    whole = {
        "pane": Pane(filters),
        "saved_filters": SavedFilter.objects.visible_to(request.user),
        "tile_size": _tile_size(request),
        "deleted": _just_deleted(request),
        **selection.context(request),
    }
    return _varied(render(request, "gallery/gallery.html", found | whole))


@require_safe
def counts(request: Request) -> HttpResponse:
    """The figures of the filter pane, for the places that wait for them."""
    filters = ImageFilterSet(request.user, request.GET)
    known = facets.kept(request.user, filters)
    context = {"pane": Pane(filters, known), "total": wording.images(known.total)}
    return render(request, "gallery/_counts.html", context)


def found_context(request: Request, filters: ImageFilterSet) -> dict[str, Any]:
    """The same for the page, for its part that filters change, and for its next tiles."""
    sort = sort_of(request.GET)
    before = _cursor(request, sort)
    page = paging.page(filters.images, before=before, sort=sort)
    goes_on = before is not None and bool(request.htmx)
    address = filters.address
    kept = {"select": "1"} if request.GET.get("select") == "1" else {}
    return {
        "goes_on": goes_on,
        "days": days(page, sort, before=before, goes_on=goes_on),
        "first_pk": page.images[0].pk if page.images else 0,
        "lazy_after": 0 if goes_on else FIRST_SCREEN,
        "older_url": gallery_url(address, before=str(page.older), **kept) if page.older else "",
        "is_deeper": before is not None,
        "chips": chips(filters),
        "address": address,
        "url": gallery_url(address),
        "query": f"?{address}" if address else "",
    }


def days(page: paging.Page, sort: Sort, *, before: Cursor | None, goes_on: bool) -> list[Day]:
    """The pictures by the day they were made, where that is their order."""
    if not page.images:
        return []
    if sort == "most_edited":
        return [Day("", "Most edited first", page.images)]
    today = timezone.localdate()
    first = timezone.localdate(before.created_at) if before else None  # of the page before
    cut = {first, _day_of(page.images[-1]) if page.older else None}
    found = []
    for day, group in groupby(page.images, key=_day_of):
        name, images = wording.day(day, today=today), list(group)
        heading = "" if goes_on and day == first else name
        found.append(Day(heading, name, images, "" if day in cut else str(len(images))))
    return found


def gallery_url(address: str, **more: str) -> str:
    query = QueryDict(address, mutable=True)
    query.update(more)
    url = reverse("gallery:gallery")
    return f"{url}?{query.urlencode()}" if query else url


def _cursor(request: Request, sort: Sort) -> Cursor | None:
    word = request.GET.get("before", "")
    if not word:
        return None
    cursor = Cursor.read(word, sort)
    if cursor is None:
        raise Http404("This is not a place in the gallery.")
    return cursor


def _just_deleted(request: Request) -> Image | None:
    """The picture whose deletion can be undone from this page."""
    pk = as_id(request.GET.get("deleted", ""))
    return Image.objects.trashed_of(request.user).filter(pk=pk).first() if pk else None


def _tile_size(request: Request) -> int:
    """As the person left the slider on this device."""
    kept = request.COOKIES.get("tile_size", "")
    return next((size for size in TILE_SIZES if str(size) == kept), TILE_SIZE)


def _day_of(image: Image) -> date:
    return timezone.localdate(image.created_at)


def _varied(response: HttpResponse) -> HttpResponse:
    """One address has the whole page and its parts; neither may be shown for the other."""
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
