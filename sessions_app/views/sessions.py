"""The list of sessions, and what is done with whole sessions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery import wording
from gallery.ids import as_id, as_page
from gallery.models import Image
from gallery.request import Request
from gallery.texts import searched_in
from gallery.views.coming_back import next_of
from sessions_app import refining, session_cards
from sessions_app import sessions as actions
from sessions_app.forms import SessionForm
from sessions_app.models import WorkSession

CARDS_A_PAGE = 24
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def sessions(request: Request) -> HttpResponse:
    """Last changed first; `?q=` searches names and turns, `?archived=1` shows the archive."""
    query = searched_in(request.GET.get("q", ""))
    archived = request.GET.get("archived") == "1"
    own = WorkSession.objects.visible_to(request.user)
    found: QuerySet[WorkSession] = own.filter(archived=archived).counted()
    found = actions.saying(found, query) if query else found
    page = as_page(request.GET.get("page", ""))
    start = (page - 1) * CARDS_A_PAGE
    rows = list(found.order_by("-changed_at", "-pk")[start : start + CARDS_A_PAGE + 1])
    said: dict[str, Any] = {
        "cards": session_cards.cards(rows[:CARDS_A_PAGE], now=timezone.now()),
        "query": query,
        "archived": archived,
        "has_archive": own.filter(archived=True).exists(),
        "has_any": bool(rows) or own.exists(),
        "deleted": _just_deleted(request),
        "here": request.get_full_path(),
        "newer_url": _page_url(request, page - 1) if page > 1 else "",
        "older_url": _page_url(request, page + 1) if len(rows) > CARDS_A_PAGE else "",
    }
    return render(request, "sessions_app/sessions.html", said)


@_GET_OR_POST
def new_session(request: Request) -> HttpResponse:
    return _named(request, WorkSession.begun_by(request.user))


@require_POST
def refine_image(request: Request, pk: int) -> HttpResponse:
    """To the picture's conversation; one begins with it where there is none."""
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    session, answer = refining.conversation_of(image, by=request.user)
    way = f"from={answer.pk}" if answer else f"reference={pk}"
    return redirect(f"{reverse('studio:session', args=[session.pk])}?{way}#prompt")


@_GET_OR_POST
def rename_session(request: Request, pk: int) -> HttpResponse:
    return _named(request, _own(request, pk))


@require_POST
def archive_session(request: Request, pk: int) -> HttpResponse:
    """Says which it is to be, so that a second click changes nothing."""
    found = _own(request, pk)
    archived = request.POST.get("archived") == "1"
    actions.set_archived(found, archived=archived)
    told = "archived" if archived else "back in the list"
    messages.success(request, f"“{found.name}” is {told}.")
    return redirect(next_of(request, reverse("sessions_app:sessions")))


@require_POST
def save_session(request: Request, pk: int) -> HttpResponse:
    """It stays, as it would if all were saved."""
    found = _own(request, pk)
    WorkSession.objects.filter(pk=pk).update(saved=True)
    messages.success(request, f"“{found.name}” is saved.")
    return redirect(next_of(request, reverse("sessions_app:sessions")))


@_GET_OR_POST
def delete_session(request: Request, pk: int) -> HttpResponse:
    """Asks what becomes of the pictures; the page that follows offers the way back."""
    found = get_object_or_404(WorkSession.objects.visible_to(request.user).counted(), pk=pk)
    if request.method != "POST":
        count: int = getattr(found, "image_count", 0)
        said = {"session": found, "count": count, "images": wording.images(count)}
        return render(request, "sessions_app/delete_session.html", said)
    actions.delete(found, with_pictures=request.POST.get("images") == "trash")
    return redirect(f"{reverse('sessions_app:sessions')}?deleted={pk}")


@require_POST
def restore_session(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(WorkSession.objects.deleted_of(request.user), pk=pk)
    actions.restore(found)
    messages.success(request, f"“{found.name}” is back.")
    return redirect("sessions_app:sessions")


def _named(request: Request, found: WorkSession) -> HttpResponse:
    """The form with the name, of a new session or one that is there."""
    form = SessionForm(request.POST if request.method == "POST" else None, instance=found)
    if not form.is_valid():
        found = WorkSession.objects.get(pk=found.pk) if found.pk else found
        said = {"form": form, "session": found}
        status = 422 if form.is_bound else 200
        return render(request, "sessions_app/session_name.html", said, status=status)
    actions.rename(form.save(commit=False))
    return redirect("studio:session", pk=found.pk)


def _own(request: Request, pk: int) -> WorkSession:
    """Another's is 404."""
    return get_object_or_404(WorkSession.objects.visible_to(request.user), pk=pk)


def _just_deleted(request: Request) -> WorkSession | None:
    pk = as_id(request.GET.get("deleted", ""))
    return WorkSession.objects.deleted_of(request.user).filter(pk=pk).first() if pk else None


def _page_url(request: Request, page: int) -> str:
    said = {name: value for name, value in request.GET.items() if value}
    said.pop("deleted", None)
    return f"?{urlencode(said | {'page': str(page)})}"
