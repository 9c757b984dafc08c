"""Runs of sketches as the API tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.urls import reverse
from ninja import Status
from pydantic import Field

from gallery.api.wire import Answer, Money, absolute
from studio.api.answers import ErrorAnswer
from studio.models import Sketch, SketchRun
from studio.sketches import standing


class SketchAnswer(Answer):
    index: int = Field(description="Its position on the sheet, from 0")
    id: int
    generation_id: int | None
    status: str = Field(examples=["complete"])
    image_id: int | None
    url: str | None
    layout: str
    exaggeration: float
    verdict: str | None = Field(examples=["clean after enforcement"])
    notices: list[str]
    checks: list[dict[str, Any]] = Field(description="Each with its limit, before and after")
    too_similar_to: list[int] = Field(description="Positions that show nearly the same")
    locked: bool
    error: ErrorAnswer | None
    error_text: str | None = Field(description="Also for a sheet that came back blank")
    cost_usd: Money

    @classmethod
    def of(cls, sketch: Sketch, *, similar: Sequence[int]) -> Self:
        made = sketch.generation
        return cls(
            index=sketch.index,
            id=sketch.pk,
            generation_id=made.pk if made else None,
            status=made.status if made else "failed",
            image_id=sketch.image_id,
            url=absolute(sketch.image.url) if sketch.image else None,
            layout=sketch.layout,
            exaggeration=sketch.exaggeration,
            verdict=sketch.verdict or None,
            notices=sketch.notices,
            checks=sketch.checks,
            too_similar_to=list(similar),
            locked=sketch.locked,
            error=ErrorAnswer.of(made.error_code) if made and made.error_code else None,
            error_text=sketch.error or None,
            cost_usd=made.cost_usd if made else Decimal(0),
        )


class FoundAnswer(Answer):
    reference: str
    caption: str
    score: float
    reason: str
    used: bool


class RunAnswer(Answer):
    run_id: int
    batch_id: int
    status: str = Field(description="running, complete, partial or failed", examples=["complete"])
    status_url: str
    events_url: str
    mode: str
    parent_run: int | None
    concept: str
    instruction: str | None
    style: str
    style_version: int
    spec: dict[str, Any]
    references: list[FoundAnswer]
    config: dict[str, Any]
    images: list[SketchAnswer]
    cost_usd: Money = Field(description="Of the sketches shown; the batch tells of all attempts")
    created_at: datetime

    @classmethod
    def of(cls, run: SketchRun, sketches: Sequence[Sketch]) -> Self:
        """`sketches` are the current ones."""
        similar = standing.too_similar(sketches)
        status_url = absolute(reverse("api:sketch_run", args=[run.pk]))
        return cls(
            run_id=run.pk,
            batch_id=run.batch_id,
            status=standing.state_of(sketches),
            status_url=status_url,
            events_url=f"{status_url}/events",
            mode=run.mode,
            parent_run=run.parent_run_id,
            concept=run.concept,
            instruction=run.instruction or None,
            style=run.style_record["id"],
            style_version=run.style_version,
            spec=run.prompt_spec,
            references=[FoundAnswer(**each) for each in run.retrieval],
            config=run.config,
            images=[
                SketchAnswer.of(each, similar=similar.get(each.index, ())) for each in sketches
            ],
            cost_usd=sum(
                (each.generation.cost_usd for each in sketches if each.generation), Decimal(0)
            ),
            created_at=run.created_at,
        )


def answer_of(pk: int) -> Status[RunAnswer]:
    """202 while a sketch of the run is on its way."""
    run = SketchRun.objects.get(pk=pk)
    sketches = standing.current_of(run)
    is_over = standing.state_of(sketches) != standing.RUNNING
    return Status(200 if is_over else 202, RunAnswer.of(run, sketches))
