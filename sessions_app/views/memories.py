"""The pages of memories: the list, the form of one, files in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery import uploads
from gallery.ids import as_id, as_page
from gallery.models import Image
from gallery.request import Request
from gallery.serving import as_download
from gallery.views.coming_back import next_of
from sessions_app.entry_files import BadFile, text_of
from sessions_app.memories import context, entries, files, searching
from sessions_app.memories.forms import MemoryForm, SearchForm, initial_from, initial_of
from sessions_app.memories.turns import initial_from_turn
from sessions_app.models import Mark, Memory, MemorySource, MemoryStatus, Message

ROWS_A_PAGE = 50
RECENT_PICTURES = 12
_MARKED: dict[str, str] = {
    "": "fresh again",
    Mark.ARCHIVED: "archived",
    Mark.OUTDATED: "marked as outdated",
}
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Row:
    """A memory as the list shows it."""

    memory: Memory
    image: Image | None
    importance: int
    status: MemoryStatus

    @property
    def tokens(self) -> str:
        return f"{self.memory.token_estimate:,}"


@require_safe
def memories(request: Request) -> HttpResponse:
    form = SearchForm(request.GET)
    wanted, now = form.wanted(), timezone.now()
    own = Memory.objects.visible_to(request.user)
    found = searching.search(own, wanted, now=now)
    page = as_page(request.GET.get("page", ""))
    start = (page - 1) * ROWS_A_PAGE
    shown = found[start : start + ROWS_A_PAGE]
    said = {
        "form": form,
        "wanted": wanted,
        "rows": _rows(request, shown, now),
        "count": len(found),
        "tags": searching.tags_of(own.offered()),
        "has_any": bool(found) or own.exists(),
        "here": request.get_full_path(),
        "deleted": _just_deleted(request),
        "newer_url": _page_url(request, page - 1) if page > 1 else "",
        "older_url": _page_url(request, page + 1) if len(found) > start + ROWS_A_PAGE else "",
    }
    return render(request, "sessions_app/memories.html", said)


@_GET_OR_POST
def new_memory(request: Request) -> HttpResponse:
    """Empty, or of the picture of `?image=` or the turn of `?message=`."""
    image, message = _named_image(request), _named_message(request)
    if request.method == "POST":
        source = MemorySource.IMAGE if image else MemorySource.MANUAL
        source = MemorySource.TURN if message else source
        return _save(request, Memory(owner=request.user, source=source))
    initial = initial_from(image) if image else {}
    initial = initial_from_turn(message) if message else initial
    return _form(request, MemoryForm(initial=initial), None)


@_GET_OR_POST
def memory(request: Request, pk: int) -> HttpResponse:
    found = _own(request, pk)
    if request.method != "POST":
        return _form(request, MemoryForm(initial=initial_of(found)), found)
    return _save(request, found)


@require_POST
def pin_memory(request: Request, pk: int) -> HttpResponse:
    """Says which it is to be, so that a second click of an impatient person changes nothing."""
    _own(request, pk)
    pinned = request.POST.get("pinned") == "1"
    Memory.objects.filter(pk=pk).update(pinned=pinned)
    return redirect(next_of(request, reverse("sessions_app:memories")))


@require_POST
def mark_memory(request: Request, pk: int) -> HttpResponse:
    """`mark` is archived, outdated or nothing: then it is fresh again."""
    found = _own(request, pk)
    mark = request.POST.get("mark", "")
    if mark not in {"", *Mark.values}:
        return HttpResponseBadRequest("mark is archived, outdated or nothing.")
    found.mark = mark
    found.alive_at = found.alive_at if mark else timezone.now()
    found.save(update_fields=["mark", "alive_at"])
    messages.success(request, f"“{found.title}” is {_MARKED[mark]}.")
    return redirect(next_of(request, reverse("sessions_app:memories")))


@require_POST
def delete_memory(request: Request, pk: int) -> HttpResponse:
    """Out of the list at once; the page that follows offers the way back."""
    found = _own(request, pk)
    Memory.objects.filter(pk=found.pk).update(deleted_at=timezone.now())
    return redirect(f"{reverse('sessions_app:memories')}?deleted={pk}")


@require_POST
def restore_memory(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Memory.objects.deleted_of(request.user), pk=pk)
    try:
        entries.restore(found)
    except entries.Duplicate:
        messages.error(request, "You have a memory with exactly these words again already.")
    else:
        messages.success(request, f"“{found.title}” is back.")
    return redirect("sessions_app:memories")


@require_safe
def export_memories(request: Request) -> HttpResponse:
    """All of the person's own, as a file that the import takes."""
    own = Memory.objects.visible_to(request.user).order_by("pk")
    text, headers = files.write(own), as_download("musa-memories.json")
    return HttpResponse(text, content_type="application/json", headers=headers)


@_GET_OR_POST
def import_memories(request: Request) -> HttpResponse:
    """All of a file or nothing; each problem is told with its line."""
    if request.method != "POST":
        return render(request, "sessions_app/import_memories.html")
    text = request.POST.get("text", "")
    try:
        text = text_of(request.FILES.get("file"), max_bytes=files.MAX_BYTES) or text
        found = files.read(text)
    except BadFile as error:
        said = {"problems": error.problems, "text": text}
        return render(request, "sessions_app/import_memories.html", said, status=422)
    added = files.add(found, owner=request.user)
    known = len(found) - added
    told = f"{added} added." + (f" {known} you had already." if known else "")
    messages.success(request, told)
    return redirect("sessions_app:memories")


def _save(request: Request, found: Memory) -> HttpResponse:
    data = request.POST.copy()
    problems = _take_picture(request, data)
    form = MemoryForm(data)
    if form.is_valid() and not _is_own_picture(request, form.cleaned_data["image"]):
        problems = ["This picture is not in your gallery."]
    for problem in problems:
        form.add_error("image", problem)
    if form.is_valid():
        try:
            entries.save(form.entry(), found)
        except entries.Refused as refused:
            form.show(refused.problems)
    if not form.is_valid():
        return _form(request, form, found if found.pk else None, status=422)
    messages.success(request, "Memory saved.")
    return redirect(next_of(request, reverse("sessions_app:memories")))


def _take_picture(request: Request, data: QueryDict) -> list[str]:
    """A chosen file goes to the gallery and becomes the picture; what is wrong with it."""
    taken = uploads.take_in(request.FILES.getlist("file")[:1], owner=request.user)
    if taken.images:
        data["image"] = str(taken.images[0].pk)
    return [problem.sentence for problem in taken.problems]


def _is_own_picture(request: Request, pk: int | None) -> bool:
    return pk is None or Image.objects.visible_to(request.user).filter(pk=pk).exists()


def _form(
    request: Request, form: MemoryForm, found: Memory | None, *, status: int = 200
) -> HttpResponse:
    said = {
        "form": form,
        "memory": found,
        "pictures": _pictures(request, form),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "status": found.status(timezone.now()) if found else None,
    }
    return render(request, "sessions_app/memory.html", said, status=status)


def _pictures(request: Request, form: MemoryForm) -> list[Image]:
    """The one that is chosen, then the newest of the gallery."""
    own = Image.objects.visible_to(request.user)
    chosen = as_id(str(form["image"].value() or ""))
    first = list(own.filter(pk=chosen).for_tiles()) if chosen else []
    newest = own.newest_first().for_tiles()[:RECENT_PICTURES]
    return [*first, *(image for image in newest if image.pk != chosen)]


def _named_image(request: Request) -> Image | None:
    pk = as_id(request.GET.get("image", ""))
    if pk is None:
        return None
    pictures = Image.objects.visible_to(request.user)
    return get_object_or_404(pictures.select_related("session_image__work_session"), pk=pk)


def _named_message(request: Request) -> Message | None:
    pk = as_id(request.GET.get("message", ""))
    if pk is None:
        return None
    turns = Message.objects.visible_to(request.user).select_related("work_session")
    return get_object_or_404(turns, pk=pk)


def _rows(request: Request, found: list[Memory], now: datetime) -> list[Row]:
    ids = {each.image_id for each in found if each.image_id}
    pictures = Image.objects.visible_to(request.user).for_tiles().in_bulk(ids)
    return [
        Row(
            each,
            pictures.get(each.image_id or 0),
            round(context.importance_of(each, now)),
            each.status(now),
        )
        for each in found
    ]


def _own(request: Request, pk: int) -> Memory:
    """Another's is 404."""
    return get_object_or_404(Memory.objects.visible_to(request.user), pk=pk)


def _just_deleted(request: Request) -> Memory | None:
    pk = as_id(request.GET.get("deleted", ""))
    return Memory.objects.deleted_of(request.user).filter(pk=pk).first() if pk else None


def _page_url(request: Request, page: int) -> str:
    said: dict[str, Any] = {name: value for name, value in request.GET.items() if value}
    said.pop("deleted", None)
    return f"?{urlencode(said | {'page': page})}"
