"""What is done to chosen pictures; the same forms with script and without.

With script an answer is what goes into `#selection-ask`, a dialog or nothing, and a toast; an event
tells the page what became of its tiles.  Without script it is a page, or the way back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event

from gallery import bulk, moments, packing, selection, wording, zipping
from gallery.bulk_forms import ACTIONS, BulkForm
from gallery.models import Image
from gallery.request import Request
from gallery.selection import Selection, SelectionError, Tally
from gallery.views.coming_back import next_of

Rest = ParamSpec("Rest")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A selection that holds at least one picture."""

    selection: Selection
    tally: Tally


def _on_chosen(
    view: Callable[Concatenate[Request, Chosen, Rest], HttpResponseBase],
) -> Callable[Concatenate[Request, Rest], HttpResponseBase]:
    """Give the view what was chosen, or the person a sentence."""

    @require_POST
    @wraps(view)
    def guarded(request: Request, /, *args: Rest.args, **rest: Rest.kwargs) -> HttpResponseBase:
        try:
            read = selection.read(request.user, request.POST)
            tally = selection.tally(read.images)
            if not tally.count:
                raise SelectionError("These images are no longer there. Reload the gallery.")
        except SelectionError as error:
            return _refused(request, str(error))
        return view(request, Chosen(read, tally), *args, **rest)

    return guarded


def context(request: Request) -> dict[str, Any]:
    """What the gallery's page needs to choose from: see `gallery/_actionbar.html`."""
    selecting = request.GET.get("select") == "1"
    query = selection.filters_in(request.GET)
    begun = QueryDict(query, mutable=True)
    begun["select"] = "1"
    found = {
        "selecting": selecting,
        "select_url": f"?{begun.urlencode()}",
        "done_url": f"?{query}",
        "bulk_actions": ACTIONS,
        "filter_query": query,
        "undo": _undo(request),
    }
    return found | _everything(request) if selecting else found


@require_safe
def everything(request: Request) -> HttpResponse:
    """How many the filters of this address find, and the box that chooses them all."""
    return render(request, "gallery/_select_all.html", _everything(request))


@_on_chosen
def star(request: Request, chosen: Chosen) -> HttpResponse:
    """Says which it is to be, as the star of one picture does."""
    starred = request.POST.get("starred") == "1"
    count = bulk.star(chosen.selection.images, starred=starred)
    text = f"{wording.images(count)} {'starred' if starred else 'without a star now'}."
    return _done(request, chosen, text, starred=starred)


@_on_chosen
def act(request: Request, chosen: Chosen, name: str) -> HttpResponse:
    """Asks what the form needs to know, then does it."""
    if name not in ACTIONS:
        raise Http404("There is no such action.")
    answer = request.POST if "answered" in request.POST else None
    form = ACTIONS[name](answer, person=request.user, images=chosen.selection.images)
    if answer is None or not form.is_valid():
        return _ask(request, chosen, form, url=reverse("gallery:selection_act", args=[name]))
    return _done(request, chosen, form.said(form.run()))


@_on_chosen
def delete(request: Request, chosen: Chosen) -> HttpResponse:
    """To the trash, all with one moment: the way back needs no more than that."""
    if "answered" not in request.POST:
        return _ask(request, chosen, url=reverse("gallery:selection_delete"))
    now = timezone.now()
    count = bulk.trash(chosen.selection.images, now=now)
    moment = moments.word(now)
    if chosen.selection.is_all or not request.htmx:
        url = _gallery_url(chosen.selection, trashed=moment)
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    answer = render(
        request, "gallery/_trashed_toast.html", {"count": wording.images(count), "moment": moment}
    )
    return _told(answer, "selection:done", {"trashed": moment})


@require_POST
def restore(request: Request) -> HttpResponse:
    """Bring back exactly what one deletion took."""
    trashed_at = moments.read(request.POST.get("trashed_at", ""))
    count = bulk.restore(request.user, trashed_at=trashed_at) if trashed_at else 0
    if not count:
        raise Http404("Nothing of that deletion is in the trash.")
    text = f"{wording.images(count)} back in the gallery."
    if not request.htmx:
        messages.success(request, text)
        return redirect(next_of(request, reverse("gallery:gallery")))
    answer = render(request, "components/_toast.html", {"text": text, "tone": "success"})
    detail = {"restored": request.POST["trashed_at"]}
    return _told(answer, "selection:restored", detail)


@_on_chosen
def download(request: Request, chosen: Chosen) -> HttpResponseBase:
    """A ZIP that is written while it is sent."""
    name = f"musa-{timezone.localdate():%Y-%m-%d}-{chosen.tally.count}-images"
    return zipping.respond(request, packing.pack(chosen.selection.images), name=name)


def _everything(request: Request) -> dict[str, Any]:
    found = selection.everything(request.user, request.GET)
    until = moments.word(found.until) if found.until else ""
    tally = selection.tally(found.images)
    return {"all_tally": tally, "until": until, "filter_query": found.query}


def _undo(request: Request) -> dict[str, str] | None:
    """The deletion that can be taken back from this page."""
    moment = request.GET.get("trashed", "")
    trashed_at = moments.read(moment)
    if trashed_at is None:
        return None
    count = Image.objects.trashed_of(request.user).filter(trashed_at=trashed_at).count()
    return {"moment": moment, "count": wording.images(count)} if count else None


def _ask(
    request: Request, chosen: Chosen, form: BulkForm | None = None, *, url: str
) -> HttpResponse:
    """The dialog of an action; without a form it is the question before the trash."""
    asked = {
        "url": url,
        "form": form,
        "title": form.title(chosen.tally.count) if form else f"Delete {chosen.tally.words}?",
        "submit": form.submit if form else f"Delete {chosen.tally.words}",
        "tally": chosen.tally,
        "carried": chosen.selection.fields,
        "back_url": _gallery_url(chosen.selection),
    }
    template = "gallery/_ask.html" if request.htmx else "gallery/ask.html"
    return render(request, template, asked, status=422 if form and form.errors else 200)


def _done(request: Request, chosen: Chosen, text: str, **detail: object) -> HttpResponse:
    if not request.htmx:
        messages.success(request, text)
        return redirect(_gallery_url(chosen.selection))
    toast = {"text": text, "tone": "success", "oob": True}
    answer = render(request, "components/_toast.html", toast)
    return _told(answer, "selection:done", detail)


def _told(answer: HttpResponse, event: str, detail: dict[str, Any]) -> HttpResponse:
    """With an event for the page, once the dialog is gone and the focus can leave it."""
    return trigger_client_event(answer, event, detail, after="settle")


def _refused(request: Request, text: str) -> HttpResponse:
    if not request.htmx:
        messages.error(request, text)
        return redirect(f"{reverse('gallery:gallery')}?select=1")
    toast = {"text": text, "tone": "error", "oob": True}
    return reswap(render(request, "components/_toast.html", toast, status=422), "none")


def _gallery_url(chosen: Selection, **more: str) -> str:
    """Back to where it was chosen: still choosing, unless what was chosen is gone."""
    words = urlencode(more or {"select": "1"})
    return f"{reverse('gallery:gallery')}?{'&'.join(filter(None, [chosen.query, words]))}"
