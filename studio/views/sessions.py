"""The page of one session: its conversation, its settings and its share links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gallery.request import Request
from sessions_app.models import WorkSession
from sessions_app.sharing import links
from sessions_app.sharing.links import TooManyLinks
from studio.models import EngineModel
from studio.views.conversation import starting
from studio.views.conversation.page import Conversation, outline_of
from studio.views.ids import as_id
from studio.views.policies import may_frame_own_pages

MINE = ""
YES_OR_NO = [(MINE, "Mine"), ("yes", "On"), ("no", "Off")]
HISTORY = [
    (MINE, "As many as fit"),
    *((str(each), f"The last {each}") for each in (1, 2, 5, 10, 20)),
]
_SWITCHES = ("google_search_enabled", "include_thoughts")


class SessionDefaultsForm(forms.Form):
    """What is drawn in a session starts with these; "" leaves it to the person's defaults."""

    model = forms.ChoiceField(required=False)
    aspect_ratio = forms.ChoiceField(required=False)
    resolution = forms.ChoiceField(required=False)
    google_search_enabled = forms.ChoiceField(required=False, choices=YES_OR_NO)
    include_thoughts = forms.ChoiceField(required=False, choices=YES_OR_NO)
    history_turns = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, history_turns: object = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = list(EngineModel.objects.offered())
        offered = {
            "model": [(model.model_id, model.label) for model in models],
            "aspect_ratio": _each(model.ratios for model in models),
            "resolution": _each(model.sizes for model in models),
        }
        for name, choices in offered.items():
            self.fields[name].choices = [(MINE, "Mine"), *choices]  # type: ignore[attr-defined]
        self.fields["history_turns"].choices = _with(history_turns)  # type: ignore[attr-defined]

    @classmethod
    def of(cls, session: WorkSession) -> SessionDefaultsForm:
        words = {True: "yes", False: "no"}
        said = session.defaults
        initial = {
            name: words.get(value, value) for name, value in said.items() if name != "history_turns"
        }
        initial["history_turns"] = str(said.get("history_turns") or "")
        return cls(initial=initial, history_turns=said.get("history_turns"))

    def defaults(self) -> dict[str, Any]:
        """What a valid form says, as `WorkSession.defaults` keeps it."""
        said: dict[str, Any] = {name: word for name, word in self.cleaned_data.items() if word}
        if "history_turns" in said:
            said["history_turns"] = int(said["history_turns"])
        return said | {name: said[name] == "yes" for name in _SWITCHES if name in said}


@require_safe
@may_frame_own_pages
def session(request: Request, pk: int) -> HttpResponse:
    """`?before=` asks for earlier turns; htmx gets them alone."""
    found = own_session(request, pk)
    if request.htmx and "before" in request.GET:
        outline = outline_of(found, as_id(request.GET.get("at", "")))
        context = {"page": Conversation(request.GET, found, outline, by=request.user)}
        return render(request, "studio/_earlier_turns.html", context)
    return render(request, "studio/session.html", session_context(request, found))


@require_POST
def session_defaults(request: Request, pk: int) -> HttpResponse:
    found = own_session(request, pk)
    form = SessionDefaultsForm(request.POST, history_turns=found.defaults.get("history_turns"))
    if not form.is_valid():
        context = session_context(request, found) | {"defaults": form}
        return render(request, "studio/session.html", context, status=422)
    found.defaults = form.defaults()
    found.save(update_fields=["defaults"])
    messages.success(request, "Settings of the session saved.")
    return redirect("studio:session", pk=pk)


@require_POST
def share_session(request: Request, pk: int) -> HttpResponse:
    """A link to the branch that was shown."""
    found = own_session(request, pk)
    named = as_id(request.POST.get("message", ""))
    message = get_object_or_404(found.messages, pk=named or 0)
    days = request.POST.get("days", links.DEFAULT)
    lasting = as_id(days) if days in links.LASTS else int(links.DEFAULT)
    try:
        links.make(found, message, days=lasting, now=timezone.now())
    except TooManyLinks:
        messages.error(request, f"{links.MAX_OPEN} links are open. Revoke one first.")
    else:
        messages.success(request, "Link made. Copy it from “Share to read”.")
    return redirect(f"{reverse('studio:session', args=[pk])}?at={message.pk}&share=1#share")


@require_POST
def revoke_share(request: Request, pk: int, link_pk: int) -> HttpResponse:
    found = own_session(request, pk)
    link = get_object_or_404(found.share_links, pk=link_pk)
    links.revoke(link, now=timezone.now())
    messages.success(request, "Link revoked. It opens nothing from now on.")
    return redirect(f"{reverse('studio:session', args=[pk])}?share=1#share")


def session_context(request: Request, found: WorkSession) -> dict[str, Any]:
    """Of the whole page, with the composer that the address asks for."""
    composer = starting.composer(request, found)
    return {
        "page": Conversation(request.GET, found, composer.outline, by=request.user),
        "composer": composer,
        "form": composer.form,
        "defaults": SessionDefaultsForm.of(found),
        "here": request.get_full_path(),
    }


def own_session(request: Request, pk: int) -> WorkSession:
    """Another's is 404."""
    return get_object_or_404(WorkSession.objects.visible_to(request.user).counted(), pk=pk)


def _each(lists: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    every = dict.fromkeys(value for values in lists for value in values)
    return [(value, value) for value in every]


def _with(turns: object) -> list[tuple[str, str]]:
    """What is offered, and the number that was set elsewhere."""
    said = str(turns or "")
    known = dict(HISTORY)
    return [*HISTORY, *([] if said in known else [(said, f"The last {said}")])]
