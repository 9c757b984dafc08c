"""What the composer of a conversation starts with, by the address: the next turn, one that is
edited, one that is drawn, or one further back that is gone on from."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from gallery.request import Request
from sessions_app.models import Message, Mode, Role, WorkSession
from studio import conversing
from studio.defaults import Defaults
from studio.models import ResponseModality
from studio.turn_form import FIRST, TurnForm
from studio.views.conversation.composer import TurnComposer
from studio.views.conversation.page import outline_of
from studio.views.ids import as_id
from studio.views.reusing import linked_references

# Of an earlier turn's settings those that its form takes up again.
KEPT = tuple(
    name
    for name in TurnForm.base_fields
    if name not in {"prompt", "key", "template", "slots", "context_hash", "session", "parent"}
)
_WAYS = ("edit", "draw", "from")


def composer(request: Request, session: WorkSession) -> TurnComposer:
    """For the page; a message of another session is 404."""
    for way in _WAYS:
        if way in request.GET:
            return _BY_WAY[way](request, session, _named(request, session, way))
    outline = outline_of(session, as_id(request.GET.get("at", "")))
    linked = linked_references(request)
    form = TurnForm(initial=following(request, session) | {"references": linked})
    return TurnComposer(form, session, outline, by=request.user, wants_focus=bool(linked))


def following(request: Request, session: WorkSession) -> dict[str, Any]:
    """The settings of the turn before, where there is one, over those of session and person."""
    values = Defaults(request.user, session).starting_values()
    last = session.messages.filter(role=Role.USER).order_by("-pk").first()
    kept = _kept(last) if last else {}
    kept.pop("references", None)  # the pictures of that turn; the conversation has them
    first = {"mode": Mode.GENERATE, "count": 1, "response_modality": ResponseModality.TEXT_IMAGE}
    return values | first | kept


def _edited(request: Request, session: WorkSession, turn: Message) -> TurnComposer:
    """That turn's words once more; what is sent becomes a branch beside it."""
    if turn.role != Role.USER:
        raise Http404("Only what was asked can be edited.")
    values = Defaults(request.user, session).starting_values() | _kept(turn)
    parent = FIRST if turn.parent_id is None else turn.parent_id
    form = TurnForm(initial=values | {"prompt": turn.text, "parent": parent})
    outline = outline_of(session, turn.pk)
    note = "You answer differently: what you send becomes a branch beside this turn."
    return TurnComposer(form, session, outline, by=request.user, place_note=note, wants_focus=True)


def _drawn(request: Request, session: WorkSession, answer: Message) -> TurnComposer:
    """What was talked about as the prompt of a picture."""
    _must_be_answer(answer)
    values = following(request, session) | {"mode": Mode.GENERATE, "parent": answer.pk}
    form = TurnForm(initial=values | {"prompt": conversing.drawn_prompt(answer)})
    outline = outline_of(session, answer.pk, is_end=True)
    return TurnComposer(form, session, outline, by=request.user, wants_focus=True)


def _gone_on(request: Request, session: WorkSession, answer: Message) -> TurnComposer:
    """From an answer further back; the turns after it stay in their branch."""
    _must_be_answer(answer)
    form = TurnForm(initial=following(request, session) | {"parent": answer.pk})
    outline = outline_of(session, answer.pk, is_end=True)
    has_more = bool(outline.tree.answers(answer.pk))
    told = outline.versions.get(answer.pk, "this answer")
    note = f"You go on from {told}. The turns after it stay in their branch." if has_more else ""
    return TurnComposer(form, session, outline, by=request.user, place_note=note, wants_focus=True)


_BY_WAY = {"edit": _edited, "draw": _drawn, "from": _gone_on}


def _named(request: Request, session: WorkSession, way: str) -> Message:
    return get_object_or_404(session.messages, pk=as_id(request.GET.get(way, "")) or 0)


def _must_be_answer(message: Message) -> None:
    if message.role != Role.MODEL:
        raise Http404("Only an answer can be gone on from.")


def _kept(turn: Message) -> dict[str, Any]:
    return {name: turn.asked[name] for name in KEPT if name in turn.asked} | {"mode": turn.mode}
