"""What a turn would send, before anything is queued: the model, the history, the price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser

from sessions_app.memories import tokens
from sessions_app.memories.context import INSTRUCTIONS_TOKENS, Context
from sessions_app.models import Message, Mode, WorkSession
from studio import dialogue, estimating, keys, pricing, remembering, texts
from studio.conversing.starting import Current, parent_of
from studio.conversing.telling import note_of
from studio.conversing.words import CHAT_SYSTEM
from studio.dialogue import Exchange, Room, Size, Speaker
from studio.models import EngineModel, PersonGeneration, Priority, ResponseModality
from studio.requesting import (
    Before,
    GenerationRequest,
    ResolvedRequest,
    Resolver,
    Words,
)

HISTORY_TURNS = "history_turns"  # in a session's defaults: how many turns go along at most
TEXT = "TEXT"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What goes along of what was said before; `turns` counts those that were answered.

    `cost_usd` is what sending it adds to the turn, for all its answers together.
    """

    turns: int
    sent_turns: int
    text_tokens: int
    image_tokens: int
    memory_tokens: int
    limit_tokens: int
    cost_usd: Decimal
    note: str

    @property
    def left_out(self) -> int:
        return self.turns - self.sent_turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`context` is what memories and preset come to, also where an earlier turn has sent it."""

    parent: Message | None
    estimate: estimating.Estimate
    history: History
    context: Context | None

    @property
    def resolved(self) -> ResolvedRequest:
        return self.estimate.resolved[0]

    @property
    def images(self) -> int:
        """0 for a chat, which draws none."""
        return 0 if self.resolved.words else self.estimate.images

    @property
    def cost_usd(self) -> Decimal:
        return self.estimate.cost_usd


def plan(
    *,
    work_session: WorkSession,
    by: AbstractBaseUser,
    mode: str,
    parent: Message | Current | None,
    request: GenerationRequest,
) -> Plan:
    """What saying `request.prompt` would send and cost; raises RequestRefused."""
    parent = parent_of(work_session, parent)
    planner = _Planner(work_session, by, mode, request)
    path = dialogue.path_to(work_session, parent.pk if parent else None)
    return planner.plan(parent, dialogue.exchanges_of(path), turns=dialogue.count_answered(path))


class _Planner:
    """One turn of one person, resolved against what was said before."""

    def __init__(
        self, work_session: WorkSession, by: AbstractBaseUser, mode: str, request: GenerationRequest
    ) -> None:
        self._resolver = Resolver(by, work_session)
        self._session, self._by, self._is_chat = work_session, by, mode == Mode.CHAT
        self._request = _for_chat(request) if self._is_chat else _for_picture(request)

    def plan(self, parent: Message | None, exchanges: Sequence[Exchange], *, turns: int) -> Plan:
        """`turns` counts those that are left out for sure as well."""
        resolved = self._as_asked(self._request)
        context, speaker = resolved.context, self._speaker(resolved.engine_model)
        start = dialogue.first_that_fits(exchanges, speaker, self._room(resolved))
        sent = exchanges[start:]
        if context and _is_told(context, sent, speaker):
            resolved = self._as_asked(_without_memories(self._request, resolved))
        size = dialogue.size_of(dialogue.script(sent, (), speaker))
        before = Before(
            since=sent[0].asked.pk if sent else None,
            words_tokens=size.words_tokens,
            pictures=size.pictures,
        )
        resolved = replace(resolved, before=before)
        told = note_of(
            sent,
            speaker,
            resolved.engine_model,
            left_out=turns - len(sent),
            is_chat=self._is_chat,
        )
        return Plan(
            parent=parent,
            estimate=estimating.estimate_of([resolved]),
            history=self._history(turns, len(sent), size, resolved, note=told),
            context=context,
        )

    def _as_asked(self, request: GenerationRequest) -> ResolvedRequest:
        resolved = self._resolver.resolve(request)
        if not self._is_chat:
            return resolved
        return replace(
            resolved,
            engine_model=texts.text_model() or resolved.engine_model,
            aspect_ratio="",
            resolution="",
            response_modality=TEXT,
            google_search_enabled=False,
            person_generation=PersonGeneration.ALLOW_ALL,
            include_thoughts=False,
            words=Words(system=CHAT_SYSTEM),
        )

    def _speaker(self, model: EngineModel) -> Speaker:
        try:
            route = keys.key_of(self._by).route
        except keys.MissingKey:
            route = ""  # the submit will say so
        return dialogue.speaker_of(model, route)

    def _room(self, resolved: ResolvedRequest) -> Room:
        """Memories come before old turns: they get what is left of the model's input."""
        limit = remembering.limit_of(resolved.engine_model)
        others = INSTRUCTIONS_TOKENS + tokens.count(resolved.prompt) + limit // 10
        others += resolved.context.size_tokens if resolved.context else 0
        others += len(resolved.image_ids) * tokens.PER_PICTURE
        kept = self._session.defaults.get(HISTORY_TURNS)
        return Room(tokens=max(limit - others, 0), turns=kept)

    def _history(
        self,
        turns: int,
        sent_turns: int,
        size: Size,
        resolved: ResolvedRequest,
        *,
        note: str,
    ) -> History:
        rates = estimating.rates_of(resolved.engine_model)
        each_usd = pricing.input_usd(rates, words_tokens=size.words_tokens, pictures=size.pictures)
        return History(
            turns=turns,
            sent_turns=sent_turns,
            text_tokens=size.words_tokens,
            image_tokens=size.image_tokens,
            memory_tokens=resolved.context.size_tokens if resolved.context else 0,
            limit_tokens=remembering.limit_of(resolved.engine_model),
            cost_usd=each_usd * resolved.count,
            note=note,
        )


def _for_chat(request: GenerationRequest) -> GenerationRequest:
    """One answer, at once; what only a picture has is left out."""
    return replace(
        request,
        count=1,
        priority=Priority.CRITICAL,
        aspect_ratio="",
        resolution="",
        google_search_enabled=False,
        include_thoughts=False,
    )


def _for_picture(request: GenerationRequest) -> GenerationRequest:
    """A model that may speak as well goes on better, so that is what a conversation starts with."""
    modality = request.response_modality or ResponseModality.TEXT_IMAGE
    return replace(request, response_modality=modality)


def _without_memories(request: GenerationRequest, resolved: ResolvedRequest) -> GenerationRequest:
    """The same picture; what the memories brought apart from words stays with the earlier turn."""
    return replace(
        request,
        memory_ids=(),
        preset="",
        context_hash=None,
        aspect_ratio=resolved.aspect_ratio if request.aspect_ratio or resolved.context else "",
    )


def _is_told(context: Context, sent: Sequence[Exchange], speaker: Speaker) -> bool:
    """Whether these very memories stand in what goes along, with no other ones after them."""
    for each in reversed(sent):
        told = each.asked.asked
        if not dialogue.is_native(each, speaker):
            continue
        if told.get("context_hash", "") != context.hash:
            return False
        if told.get("context_sent"):
            return True
    return False
