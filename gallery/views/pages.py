from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gallery import paging, wording
from gallery.models import Image
from gallery.paging import Cursor
from gallery.request import Request
from gallery.views import selection

FIRST_SCREEN = 12  # tiles that are fetched without waiting to be scrolled to


@dataclass(frozen=True, slots=True)
class Day:
    heading: str  # "" where the page before has shown it
    name: str
    images: list[Image]


@require_safe
def gallery(request: Request) -> HttpResponse:
    """Newest first, a page at a time; htmx gets the page alone and hangs it under the last one."""
    before = _cursor(request)
    page = paging.page(Image.objects.visible_to(request.user), before=before)
    goes_on = before is not None and bool(request.htmx)
    context = {
        "days": days(page.images, before if goes_on else None, timezone.now()),
        "first_pk": page.images[0].pk if page.images else 0,
        "lazy_after": 0 if goes_on else FIRST_SCREEN,
        "older_url": _gallery_url(page.older) if page.older else "",
        "is_deeper": before is not None,
        "deleted": _just_deleted(request),
        **selection.context(request),
    }
    return render(request, "gallery/_page.html" if goes_on else "gallery/gallery.html", context)


def days(images: list[Image], before: Cursor | None, now: datetime) -> list[Day]:
    """The pictures by the day they were made, in the person's time zone."""
    today = timezone.localdate(now)
    shown_last = timezone.localdate(before.created_at) if before else None
    found = []
    for day, group in groupby(images, key=_day_of):
        name = wording.day(day, today=today)
        found.append(Day("" if day == shown_last else name, name, list(group)))
    return found


def _cursor(request: Request) -> Cursor | None:
    word = request.GET.get("before", "")
    if not word:
        return None
    cursor = Cursor.read(word)
    if cursor is None:
        raise Http404("This is not a place in the gallery.")
    return cursor


def _just_deleted(request: Request) -> Image | None:
    """The picture whose deletion can be undone from this page."""
    word = request.GET.get("deleted", "")
    if not (word.isascii() and word.isdigit() and len(word) <= 18):
        return None
    return Image.objects.trashed_of(request.user).filter(pk=int(word)).first()


def _gallery_url(cursor: Cursor) -> str:
    return f"{reverse('gallery:gallery')}?{urlencode({'before': str(cursor)})}"


def _day_of(image: Image) -> date:
    return timezone.localdate(image.created_at)
