"""The trash: what waits there, the way back, and the end."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from gallery import cleanup, moments, tasks, wording
from gallery.ids import as_id
from gallery.models import Image, ImageQuerySet
from gallery.request import Request

PAGE_SIZE = 60
AT_ONCE = 500  # more are deleted by a worker

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    image: Image
    is_in_use: bool
    due: str  # when it goes: "Goes in 3 days"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before pictures go for good; `ids` or, for all, `until` goes with the yes."""

    count: int
    size: str
    starred: int
    kept: int  # in use, so they stay
    ids: list[int]
    until: str

    @property
    def about_stars(self) -> str:
        if not self.starred:
            return ""
        if self.count == 1:
            return "It is starred."
        return f"{self.starred} of them {'is' if self.starred == 1 else 'are'} starred."


@require_safe
def trash(request: Request) -> HttpResponse:
    return render(request, "gallery/trash.html", _context(request))


@require_POST
def bring_back(request: Request) -> HttpResponse:
    """One, those that are ticked, or all."""
    count = _chosen(request).update(trashed_at=None)
    _tell(request, count, one="The picture is back.", many=f"{count:,} pictures are back.")
    return redirect("gallery:trash")


@require_POST
def delete_for_good(request: Request) -> HttpResponse:
    """Asks first; files go with their rows."""
    chosen = _chosen(request)
    if request.POST.get("confirmed") != "1":
        return _ask(request, chosen)
    free = chosen.filter(pk__in=cleanup.free())
    if free.count() > AT_ONCE:
        return _empty_later(request)
    count = cleanup.delete(free)
    _tell(request, count, one="Deleted for good.", many=f"{count:,} pictures deleted for good.")
    return redirect("gallery:trash")


def _empty_later(request: Request) -> HttpResponse:
    """So many files take longer than a page may: a worker deletes them."""
    until = moments.read(request.POST.get("until", "")) or timezone.now()
    try:
        tasks.empty_trash.delay(request.user.pk, moments.word(until))
    except (OperationalError, OSError) as error:
        logger.warning("trash.not_emptied error=%s", type(error).__name__)
        messages.error(request, "The queue does not answer, so nothing was deleted. Try again.")
    else:
        messages.success(request, "The trash is being emptied. This takes a few minutes.")
    return redirect("gallery:trash")


def _ask(request: Request, chosen: ImageQuerySet) -> HttpResponse:
    free = chosen.filter(pk__in=cleanup.free())
    asks_for_all = "all" in request.POST
    question = Question(
        count=free.count(),
        size=wording.file_size(cleanup.size_bytes(free)),
        starred=free.filter(starred=True).count(),
        kept=chosen.count() - free.count(),
        ids=[] if asks_for_all else list(free.values_list("pk", flat=True)),
        until=moments.word(timezone.now()) if asks_for_all else "",
    )
    if question.count + question.kept == 0:
        _tell(request, 0, one="", many="")
        return redirect("gallery:trash")
    if request.htmx:
        return render(request, "gallery/_trash_question.html", {"question": question})
    return render(request, "gallery/trash.html", _context(request) | {"question": question})


def _tell(request: Request, count: int, *, one: str, many: str) -> None:
    if count:
        messages.success(request, one if count == 1 else many)
    else:
        messages.info(request, "Nothing was chosen. Tick at least one picture.")


def _chosen(request: Request) -> ImageQuerySet:
    """Out of the person's own trash; what came after the question was asked is not among all."""
    waiting = Image.objects.trashed_of(request.user)
    if "all" in request.POST:
        until = moments.read(request.POST.get("until", ""))
        return waiting if until is None else waiting.filter(trashed_at__lte=until)
    words = [request.POST["only"]] if "only" in request.POST else request.POST.getlist("image")
    return waiting.filter(pk__in=filter(None, map(as_id, words)))


def _context(request: Request) -> dict[str, Any]:
    waiting = Image.objects.trashed_of(request.user)
    pages = Paginator(waiting.for_tiles().order_by("-trashed_at", "-pk"), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    return {
        "waiting": _waiting(page, timezone.now()),
        "count": pages.count,
        "count_words": f"{pages.count:,} picture{'' if pages.count == 1 else 's'}",
        "size": wording.file_size(cleanup.size_bytes(waiting)),
        "kept_days": cleanup.TRASH_KEPT.days,
        "previous_url": _url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": _url(page.next_page_number()) if page.has_next() else "",
    }


def _url(number: int) -> str:
    return f"{reverse('gallery:trash')}?page={number}"


def _waiting(page: Page[Image], now: datetime) -> list[Waiting]:
    images = list(page.object_list)
    free = set(
        cleanup.free().filter(pk__in=[each.pk for each in images]).values_list("pk", flat=True)
    )
    return [Waiting(each, each.pk not in free, _due(each, each.pk in free, now)) for each in images]


def _due(image: Image, is_free: bool, now: datetime) -> str:
    if not is_free:
        return "In use, stays"
    if image.starred:
        return "Starred, stays"
    trashed_at = image.trashed_at or now
    left = (trashed_at + cleanup.TRASH_KEPT - now) / timedelta(days=1)
    if left <= 0:
        return "Goes at the next clean-up"
    days = max(1, round(left))
    return f"Goes in {days} day{'' if days == 1 else 's'}"
