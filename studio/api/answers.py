"""Generations, batches and the catalogue as the API tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from pydantic import Field

from gallery.api.wire import Answer, Money, Seconds, seconds_between
from studio import problems
from studio.estimating import Estimate
from studio.models import Batch, Generation, Priority, Status


class ErrorAnswer(Answer):
    code: str = Field(examples=["prompt_blocked"])
    message: str
    retryable: bool = Field(description="Whether the same request may work another time")

    @classmethod
    def of(cls, code: str) -> Self:
        wording = problems.wording(code)
        return cls(code=code, message=wording.text, retryable=wording.action == "Retry")


class GenerationAnswer(Answer):
    id: int
    batch_id: int
    session_id: int | None
    status: str = Field(examples=["complete"])
    priority: str
    kind: str
    prompt: str
    name: str = Field(description="Its row's name in a list")
    model: str
    requested: dict[str, Any]
    sent: dict[str, Any]
    received: dict[str, Any]
    error: ErrorAnswer | None
    image_ids: list[int]
    estimated_cost_usd: Money
    cost_usd: Money
    tokens: dict[str, Any]
    text_response: str = Field(description="The model's words, mostly none")
    thoughts: str = Field(description="What it thought, where `include_thoughts` was asked for")
    grounding_data: dict[str, Any] | None = Field(description="As Google sent it; null without")
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    queue_s: Seconds | None = Field(description="From the submit to the start")
    model_s: Seconds | None = Field(description="From the call to its last byte")

    @classmethod
    def of(cls, generation: Generation) -> Self:
        """Wants batch, model and answer selected where there are many."""
        said = getattr(generation, "answer", None)
        return cls(
            id=generation.pk,
            batch_id=generation.batch_id,
            session_id=generation.batch.work_session_id,
            status=generation.status,
            priority=Priority(generation.priority).word,
            kind=generation.kind,
            prompt=generation.prompt,
            name=generation.name,
            model=generation.engine_model.model_id,
            requested=generation.requested,
            sent=generation.sent,
            received=generation.received,
            error=ErrorAnswer.of(generation.error_code) if generation.error_code else None,
            image_ids=[generation.image_id] if generation.image_id else [],
            estimated_cost_usd=generation.estimated_cost_usd,
            cost_usd=generation.cost_usd,
            tokens=generation.tokens,
            text_response=said.text if said else "",
            thoughts=said.thoughts if said else "",
            grounding_data=said.grounding if said else None,
            attempts=generation.attempt,
            created_at=generation.created_at,
            started_at=generation.started_at,
            finished_at=generation.finished_at,
            queue_s=seconds_between(generation.created_at, generation.started_at),
            model_s=seconds_between(generation.sent_at, generation.received_at),
        )


class Counts(Answer):
    pending: int
    generating: int
    complete: int
    failed: int
    canceled: int

    @classmethod
    def of(cls, generations: list[Generation]) -> Self:
        found = Counter(generation.status for generation in generations)
        return cls(**{str(word): found[word] for word in Status.values})


class BatchAnswer(Answer):
    id: int
    name: str
    session_id: int | None
    paused: bool
    counts: Counts
    estimated_cost_usd: Money
    cost_usd: Money
    created_at: datetime
    generations: list[GenerationAnswer]

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """Wants the batch's generations prefetched, each with its model and answer."""
        generations = list(batch.generations.all())
        return cls(
            id=batch.pk,
            name=batch.name,
            session_id=batch.work_session_id,
            paused=batch.paused,
            counts=Counts.of(generations),
            estimated_cost_usd=_total(each.estimated_cost_usd for each in generations),
            cost_usd=_total(each.cost_usd for each in generations),
            created_at=batch.created_at,
            generations=[GenerationAnswer.of(each) for each in generations],
        )


class SubmittedAnswer(Answer):
    batch_id: int
    generations: list[GenerationAnswer]


class FinishedAnswer(SubmittedAnswer):
    """One picture was asked for and it is there."""

    image_id: int
    image_url: str
    metadata: dict[str, Any] = Field(description="What came: pixels, type, model, tokens, cost")
    text_response: str = Field(description="The model's words beside the picture, mostly none")
    grounding_data: dict[str, Any] | None = Field(description="As Google sent it; null without")


class EstimateAnswer(Answer):
    images: int
    cost_usd: Money
    warnings: list[str] = Field(
        description="What would be drawn otherwise than it was said, and which limit it would pass"
    )

    @classmethod
    def of(cls, estimate: Estimate, of_money: list[str]) -> Self:
        return cls(
            images=estimate.images,
            cost_usd=estimate.cost_usd,
            warnings=[*estimate.warnings, *of_money],
        )


def _total(amounts: Iterable[Decimal]) -> Decimal:
    """Added here: SQLite would add floats."""
    return sum(amounts, Decimal("0.000000"))
