"""Conversations over the API: say something in a session, read what was said."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Self

from asgiref.sync import sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from gallery.api.paging import Page, PageParameters, page
from gallery.api.refusals import Fault, invalid
from gallery.api.wire import Answer, Id, Money, Text
from gallery.request import Request
from sessions_app.memories.context import MAX_MEMORIES
from sessions_app.models import Message, MessagePart, PartKind, WorkSession
from studio import conversing, spending
from studio.api.answers import EstimateAnswer, GenerationAnswer
from studio.api.bodies import PresetWord, Prompt, Settings
from studio.api.refusing import refusals
from studio.api.repeating import IDEMPOTENCY_KEY, mark_replay
from studio.api.waiting import PREFER, until_settled
from studio.conversing import CURRENT, Current
from studio.models import Generation
from studio.requesting import GenerationRequest

router = Router(tags=["Sessions"])


class MessageBody(Settings):
    text: Prompt = Field(examples=["The same at blue hour, lamps in every window"])
    mode: Literal["chat", "generate"] = Field(
        "generate", description="`chat` answers in words, `generate` draws", examples=["generate"]
    )
    parent_message_id: Id | None = Field(
        None,
        description="The answer that this goes on from. Left out: the end of the branch that the "
        "session shows. Null: the first turn of a branch of its own.",
    )
    memory_ids: list[Id] | None = Field(None, max_length=MAX_MEMORIES)
    preset: PresetWord | None = None
    context_hash: Text | None = Field(None, max_length=64, description="As in `generate`")

    def request(self) -> GenerationRequest:
        return GenerationRequest(
            prompt=self.text,
            memory_ids=tuple(dict.fromkeys(self.memory_ids or ())),
            preset=self.preset or "",
            context_hash=self.context_hash,
            **self.said(),
        )

    def pointer(self, index: int, field: str) -> str:
        return "/text" if field == "prompt" else f"/{field}" if field else ""


class MessageAnswer(Answer):
    id: int
    parent_id: int | None
    role: str = Field(description="`user` or `model`")
    mode: str
    text: str
    thoughts: str = Field(description="What the model thought, where that was asked for")
    note: str = Field(description="What is told about it: model changed, turns left out")
    settings: dict[str, Any] = Field(description="Of a person's turn: what was asked for")
    image_ids: list[int] = Field(description="Pictures attached, or drawn")
    model: str
    generation_id: int | None = Field(description="Of the model's turn")
    status: str | None = Field(description="Of that generation")
    created_at: datetime

    @classmethod
    def of(cls, message: Message) -> Self:
        """Wants parts and generation fetched where there are many."""
        parts = list(message.parts.all())
        generation = getattr(message, "generation", None)
        return cls(
            id=message.pk,
            parent_id=message.parent_id,
            role=message.role,
            mode=message.mode,
            text=message.text,
            thoughts="".join(each.text for each in parts if each.kind == PartKind.THOUGHT),
            note=message.note,
            settings=message.asked,
            image_ids=[each.image_id for each in parts if each.image_id is not None],
            model=message.model,
            generation_id=generation.pk if generation else None,
            status=generation.status if generation else None,
            created_at=message.created_at,
        )


class SaidAnswer(Answer):
    message: MessageAnswer
    answers: list[MessageAnswer] = Field(description="One for each generation, in their order")
    generations: list[GenerationAnswer]


class HistoryAnswer(Answer):
    turns: int = Field(description="Answered ones on this branch")
    sent_turns: int
    text_tokens: int
    image_tokens: int
    memory_tokens: int
    limit_tokens: int = Field(description="What the model takes")
    cost_usd: Money = Field(description="What sending them adds")
    note: str


class TurnEstimateAnswer(EstimateAnswer):
    history: HistoryAnswer


@router.post(
    "/sessions/{int:pk}/message",
    response={200: SaidAnswer, 202: SaidAnswer},
    summary="Say something in a session",
)
async def say_message(
    request: Request,
    pk: int,
    body: MessageBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[SaidAnswer]:
    """Answers 202 at once; with `Prefer: wait=N` 200 once all answers are there.

    The same parent twice makes a branch: that is how a turn is edited and sent again.
    """
    asked_at = timezone.now()
    turn = await sync_to_async(_say)(pk, body, by=request.user, key=idempotency_key)
    mark_replay(response, replayed=turn.created_at < asked_at)
    await until_settled(Generation.objects.filter(message__parent=turn), prefer, response)
    return await sync_to_async(_answer)(turn)


@router.post(
    "/sessions/{int:pk}/message/estimate",
    response=TurnEstimateAnswer,
    summary="What a turn would send and cost",
)
def estimate_message(request: Request, pk: int, body: MessageBody) -> TurnEstimateAnswer:
    """Takes the body of `message`; costs nothing and queues nothing."""
    session = _own(pk, request.user)
    with refusals(body.pointer):
        plan = conversing.plan(
            work_session=session,
            by=request.user,
            mode=body.mode,
            parent=_parent(session, body),
            request=body.request(),
        )
    history = plan.history
    warnings = spending.warnings(plan.estimate, by=request.user)
    told = EstimateAnswer.of(plan.estimate, warnings).model_dump() | {"images": plan.images}
    return TurnEstimateAnswer(
        **told,
        history=HistoryAnswer(
            turns=history.turns,
            sent_turns=history.sent_turns,
            text_tokens=history.text_tokens,
            image_tokens=history.image_tokens,
            memory_tokens=history.memory_tokens,
            limit_tokens=history.limit_tokens,
            cost_usd=history.cost_usd.quantize(Decimal("0.000001")),
            note=history.note,
        ),
    )


@router.get("/sessions/{int:pk}/messages", response=Page[MessageAnswer], summary="What was said")
def messages(request: Request, pk: int, parameters: Query[PageParameters]) -> object:
    """All branches, newest first; `parent_id` tells which message answers which."""
    rows = _own(pk, request.user).messages.select_related("generation")
    return page(request, rows.prefetch_related(_parts()), parameters, MessageAnswer.of)


def _parts() -> Prefetch[str]:
    return Prefetch("parts", MessagePart.objects.defer("signature"))


def _own(pk: int, by: AbstractBaseUser) -> WorkSession:
    found: WorkSession = get_object_or_404(WorkSession.objects.visible_to(by), pk=pk)
    return found


def _parent(session: WorkSession, body: MessageBody) -> Message | Current | None:
    if "parent_message_id" not in body.model_fields_set:
        return CURRENT
    if body.parent_message_id is None:
        return None
    found = session.messages.filter(pk=body.parent_message_id).first()
    if found is None:
        raise invalid(Fault("/parent_message_id", "This session has no message with this id."))
    return found


def _say(pk: int, body: MessageBody, *, by: AbstractBaseUser, key: str | None) -> Message:
    session = _own(pk, by)
    with refusals(body.pointer):
        return conversing.say(
            work_session=session,
            by=by,
            text=body.text,
            mode=body.mode,
            parent=_parent(session, body),
            request=body.request(),
            idempotency_key=key or "",
        )


def _answer(turn: Message) -> Status[SaidAnswer]:
    rows = Generation.objects.for_answers().filter(message__parent=turn).order_by("position")
    generations = list(rows)
    found = turn.answers.select_related("generation").prefetch_related(_parts()).order_by("pk")
    answer = SaidAnswer(
        message=MessageAnswer.of(turn),
        answers=[MessageAnswer.of(each) for each in found],
        generations=[GenerationAnswer.of(each) for each in generations],
    )
    return Status(200 if all(each.is_settled for each in generations) else 202, answer)
