"""Sending a turn, and what its form asks on the way: its price, its pictures."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gallery.request import Request
from sessions_app.models import Message, WorkSession
from studio import conversing
from studio.outline import Outline
from studio.pulse import open_work
from studio.spending import Confirmation
from studio.turn_form import FIRST, TurnForm
from studio.views import confirming, gathering, references, refusals
from studio.views.conversation import starting
from studio.views.conversation.composer import TurnComposer
from studio.views.conversation.page import Conversation, outline_of
from studio.views.conversation.turns import turns
from studio.views.generate import ASKING, follow_preset, go_cheaper
from studio.views.ids import as_id
from studio.views.notices import Notice
from studio.views.places import conversation_of
from studio.views.policies import may_frame_own_pages
from studio.views.sessions import own_session, session_context


class _GoneError(Exception):
    """The message that is to be answered is not there any more."""


@require_POST
@may_frame_own_pages
def say_turn(request: Request, pk: int) -> HttpResponse:
    """The turn with the places of its answers, at once; without script the page with it."""
    session = own_session(request, pk)
    gathered = gathering.gather(request, TurnForm)
    go_cheaper(gathered.data)
    follow_preset(gathered.data)
    form = gathered.checked()
    if not form.is_valid():
        return _refused(request, session, form, status=422)
    composer = TurnComposer(form, session, _shown(request, session), by=request.user)
    try:
        parent = _parent(session, form)
        if composer.plan and (question := confirming.question(request, composer.plan.estimate)):
            return _refused(request, session, form, status=409, confirmation=question)
        turn = conversing.say(
            work_session=session,
            by=request.user,
            text=form.cleaned_data["prompt"],
            mode=form.cleaned_data["mode"],
            parent=parent,
            request=form.request(),
            idempotency_key=form.cleaned_data["key"],
        )
    except _GoneError:
        form.add_error(None, "The turn that this answers is not there any more. Reload the page.")
        return _refused(request, session, form, status=422)
    except refusals.KINDS as error:
        refusal = refusals.read(error, form, way=composer.within)
        return _refused(request, session, form, status=refusal.status, notice=refusal.notice)
    return _accepted(request, session, turn)


@require_POST
def estimate_turn(request: Request, pk: int) -> HttpResponse:
    """The price of what the form says now, and what of the model's input it takes."""
    session = own_session(request, pk)
    data = request.POST.copy()
    follow_preset(data)
    form = TurnForm(data)
    composer = TurnComposer(form, session, _shown(request, session), by=request.user)
    redraw = request.POST.get("drawn_for") != composer.drawn_for
    context = {"composer": composer, "form": form, "redraw": redraw}
    return render(request, "studio/_turn_estimate.html", context)


@require_POST
@may_frame_own_pages
def turn_references(request: Request, pk: int) -> HttpResponse:
    """The block again with what was added, moved or taken out; without script the whole page."""
    session = own_session(request, pk)
    gathered, told = references.changed(request, TurnForm)
    context = _context(request, session, gathered.form) | told
    template = "studio/_turn_references.html" if request.htmx else "studio/session.html"
    return render(request, template, context)


@require_POST
def choose_turn_references(request: Request, pk: int) -> HttpResponse:
    session = own_session(request, pk)
    gathered = gathering.gather(request, TurnForm)
    return references.choose(request, gathered, place=conversation_of(session.pk))


def _parent(session: WorkSession, form: TurnForm) -> Message | conversing.Current | None:
    said = form.cleaned_data["parent"]
    if said is None:
        return conversing.CURRENT
    if said == FIRST:
        return None
    found = session.messages.filter(pk=said).first()
    if found is None:
        raise _GoneError
    return found


def _shown(request: Request, session: WorkSession) -> Outline:
    """The branch on the page that posts: it ends with what the form answers."""
    return outline_of(session, as_id(request.POST.get("parent", "")), is_end=True)


def _accepted(request: Request, session: WorkSession, turn: Message) -> HttpResponse:
    url = f"{reverse('studio:session', args=[session.pk])}?at={turn.pk}#turn-{turn.pk}"
    if not request.htmx:
        return redirect(url)
    if not _continues(request, turn):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    session = own_session(request, session.pk)
    outline = outline_of(session, turn.pk)
    form = TurnForm(initial=starting.following(request, session))
    context = {
        "turn": turns([turn.pk], outline, by=request.user)[0],
        "page": Conversation(request.GET, session, outline, by=request.user),
        "composer": TurnComposer(form, session, outline, by=request.user, wants_focus=True),
        "form": form,
        "pulse": open_work(request.user, now=timezone.now()).pulse,
        "answered": [name for name in ASKING if name in request.POST],
    }
    response = render(request, "studio/_said.html", context, status=202)
    # What the address asked for (to go on from elsewhere) is done; a reload would ask once more.
    response["HX-Replace-Url"] = reverse("studio:session", args=[session.pk])
    return response


def _continues(request: Request, turn: Message) -> bool:
    """Whether the page ends with what was answered, so that the turn can stand below it."""
    shown = request.POST.get("conversing", "").partition(":")[2]
    return (as_id(shown) or None) == turn.parent_id


def _refused(
    request: Request,
    session: WorkSession,
    form: TurnForm,
    *,
    status: int,
    notice: Notice | None = None,
    confirmation: Confirmation | None = None,
) -> HttpResponse:
    """The form again with what is wrong or to be confirmed; the words stay."""
    context = _context(request, session, form) | {"notice": notice, "confirmation": confirmation}
    if not request.htmx:
        return render(request, "studio/session.html", context, status=status)
    response = render(request, "studio/_say_again.html", context, status=status)
    response["HX-Retarget"] = "#say"
    response["HX-Reswap"] = "outerHTML"
    return response


def _context(request: Request, session: WorkSession, form: TurnForm) -> dict[str, Any]:
    """The page as it was, with the form as it was posted."""
    outline = _shown(request, session)
    composer = TurnComposer(form, session, outline, by=request.user)
    told = session_context(request, session) if not request.htmx else {}
    page = Conversation(request.GET, session, outline, by=request.user)
    return told | {"page": page, "composer": composer, "form": form}
