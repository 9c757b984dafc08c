from __future__ import annotations

from typing import Self

from ninja import Router
from pydantic import Field

from gallery.api.refusals import Fault, invalid
from gallery.api.wire import Answer, Body, Id, Text
from gallery.request import Request
from sessions_app.memories.context import MAX_MEMORIES, Context, Sent
from studio import remembering
from studio.api.bodies import PresetWord
from studio.requesting import MAX_PROMPT_CHARACTERS, Resolver

router = Router(tags=["Memories"])


class PreviewBody(Body):
    """The part of a `generate` body that decides what fits."""

    memory_ids: list[Id] = Field([], max_length=MAX_MEMORIES, examples=[[17]])
    preset: PresetWord | None = None
    prompt: Text = Field("", max_length=MAX_PROMPT_CHARACTERS, examples=["A card for the shop"])
    model: Text | None = Field(None, max_length=80, description="Id, alias or tier")
    reference_image_ids: list[Id] = Field([], max_length=14)


class PreviewedMemory(Answer):
    id: int
    title: str
    outcome: str = Field(description="full, without_context, shortened or omitted")
    tokens: int = Field(description="Of what is sent")
    full_tokens: int
    pinned: bool
    flagged: bool = Field(description="It reads like orders to the model; it is sent all the same")

    @classmethod
    def of(cls, sent: Sent) -> Self:
        return cls(
            id=sent.memory.pk,
            title=sent.memory.title,
            outcome=sent.outcome.value,
            tokens=sent.fitted.size_tokens,
            full_tokens=sent.fitted.original.size_tokens,
            pinned=sent.memory.pinned,
            flagged=sent.is_flagged,
        )


class PreviewAnswer(Answer):
    memories: list[PreviewedMemory] = Field(description="In the order in which they are sent")
    tokens: int
    budget: int = Field(description="Tokens that the memories may take")
    limit: int = Field(description="Tokens that the model takes")
    text: str = Field(description="Exactly what stands before the prompt")
    hash: str = Field(description="Send it as `context_hash`; empty where nothing goes along")
    aspect_ratio: str = Field(description="The preset's; empty where there is none")

    @classmethod
    def of(cls, found: Context, *, limit: int) -> Self:
        return cls(
            memories=[PreviewedMemory.of(each) for each in found.sent],
            tokens=found.size_tokens,
            budget=found.budget,
            limit=limit,
            text=found.text,
            hash=found.hash,
            aspect_ratio=found.aspect_ratio,
        )


@router.post("/memories/preview", response=PreviewAnswer, summary="What memories would be sent")
def preview_memories(request: Request, body: PreviewBody) -> PreviewAnswer:
    """The very text that `generate` would send; nothing is sent or counted."""
    model = Resolver(request.user).model_of(body.model or "")
    if model is None:
        raise invalid(Fault("/model", f"There is no model “{body.model}”."))
    try:
        found = remembering.compose(
            body.memory_ids,
            body.preset or "",
            model=model,
            prompt=body.prompt,
            pictures=len(set(body.reference_image_ids)),
            by=request.user,
        )
    except remembering.Unsuitable as error:
        raise invalid(Fault(f"/{error.field}", str(error)), code=error.code) from error
    return PreviewAnswer.of(found, limit=remembering.limit_of(model))
