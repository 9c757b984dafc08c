"""What a program does with a run that is there: lock, draw anew, comment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Self

from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status
from pydantic import Field

from gallery.api.paging import Page, PageParameters, page
from gallery.api.refusals import Fault, Refusal, invalid
from gallery.api.wire import Answer, Body, Text
from gallery.request import Request
from studio.actions import NotRetryable
from studio.api.refusing import refusals
from studio.api.repeating import IDEMPOTENCY_KEY, mark_replay, once
from studio.api.sketch_answers import RunAnswer, answer_of
from studio.api.waiting import PREFER, until_settled
from studio.models import Generation, Sketch, SketchFeedback, SketchRun
from studio.sketches import feedback, running, standing
from studio.sketches.variation import MOST

router = Router(tags=["Sketches"])

Position = Annotated[int, Field(ge=0, lt=MOST)]
Positions = Annotated[list[Position], Field(min_length=1, max_length=MOST)]


class LockBody(Body):
    indices: Positions = Field(examples=[[0, 2]])
    locked: bool = Field(True, description="Locked ones stay when the others are drawn anew")


class RerollBody(Body):
    indices: Positions | None = Field(
        None, description="Left out: all that are not locked", examples=[[1]]
    )


class CommentBody(Body):
    text: Text = Field(
        min_length=1, max_length=feedback.MAX_CHARACTERS, examples=["Fewer lines in the face"]
    )
    index: Position | None = Field(None, description="Of the sketch; left out: the whole sheet")


class CommentAnswer(Answer):
    id: int
    index: int | None
    text: str
    in_summary: bool = Field(description="Part of the style's summary by now")
    created_at: datetime

    @classmethod
    def of(cls, said: SketchFeedback) -> Self:
        """Wants the sketch fetched where there are many."""
        return cls(
            id=said.pk,
            index=said.sketch.index if said.sketch else None,
            text=said.text,
            in_summary=said.summarised_at is not None,
            created_at=said.created_at,
        )


@router.post("/sketches/{int:pk}/lock", response=RunAnswer, summary="Lock sketches, or free them")
def lock_sketches(request: Request, pk: int, body: LockBody) -> RunAnswer:
    """All of them or none; what was so before stays so."""
    run = _run(request, pk)
    _want_positions(run, body.indices)
    running.set_locks(run, body.indices, locked=body.locked)
    return _answer(run)


@router.post(
    "/sketches/{int:pk}/reroll",
    response={200: RunAnswer, 202: RunAnswer},
    summary="Draw sketches of a run anew",
)
async def reroll_sketches(
    request: Request,
    pk: int,
    body: RerollBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[RunAnswer]:
    """A new sketch in each of these positions, in the next layout; the old one stays in the
    gallery.  409 where none of them can be: locked, or still on the way.
    """
    run, replayed = await sync_to_async(_reroll_once)(request, pk, body, idempotency_key)
    mark_replay(response, replayed=replayed)
    await until_settled(Generation.objects.filter(batch=run.batch_id), prefer, response)
    return await sync_to_async(answer_of)(pk)


@router.get(
    "/sketches/{int:pk}/comments", response=Page[CommentAnswer], summary="List a run's comments"
)
def list_comments(request: Request, pk: int, parameters: Query[PageParameters]) -> object:
    """Newest first."""
    rows = SketchFeedback.objects.filter(run=_run(request, pk)).select_related("sketch")
    return page(request, rows, parameters, CommentAnswer.of)


@router.post(
    "/sketches/{int:pk}/comments", response={201: CommentAnswer}, summary="Comment on a run"
)
def comment_on_sketches(request: Request, pk: int, body: CommentBody) -> CommentAnswer:
    """Later sketches in the style are told, until it is part of the style's summary."""
    run = _run(request, pk)
    sketch = None if body.index is None else _sketch(run, body.index)
    try:
        return CommentAnswer.of(feedback.say(run, body.text, by=request.user, sketch=sketch))
    except feedback.BadComment as error:
        raise invalid(Fault("/text", str(error))) from error


@router.delete(
    "/sketches/{int:pk}/comments/{int:comment_id}",
    response={204: None},
    summary="Delete a comment",
)
def delete_comment(request: Request, pk: int, comment_id: int) -> None:
    said = SketchFeedback.objects.filter(run=_run(request, pk))
    get_object_or_404(said, pk=comment_id).delete()


def _run(request: Request, pk: int) -> SketchRun:
    return get_object_or_404(SketchRun.objects.visible_to(request.user), pk=pk)


def _reroll_once(
    request: Request, pk: int, body: RerollBody, key: str | None
) -> tuple[SketchRun, bool]:
    run = _run(request, pk)
    _want_positions(run, body.indices or ())
    with refusals():
        return run, once(
            lambda: _reroll(request, run, body),
            key=key,
            said=f"reroll {pk} {sorted(body.indices or ())}",
            batch=run.batch,
            by=request.user,
        )


def _reroll(request: Request, run: SketchRun, body: RerollBody) -> None:
    try:
        running.reroll(run, by=request.user, indices=body.indices)
    except NotRetryable as error:
        detail = "Nothing to draw anew: all of them are locked, or still on the way."
        raise Refusal(409, "not_retryable", detail) from error


def _want_positions(run: SketchRun, indices: Collection[int]) -> None:
    there = Sketch.objects.filter(run=run).current().values_list("index", flat=True)
    if not set(indices) <= set(there):
        raise invalid(Fault("/indices", "The sheet has no sketch in one of these positions."))


def _sketch(run: SketchRun, index: int) -> Sketch:
    found = Sketch.objects.filter(run=run).current().filter(index=index).first()
    if found is None:
        raise invalid(Fault("/index", "The sheet has no sketch in this position."))
    return found


def _answer(run: SketchRun) -> RunAnswer:
    return RunAnswer.of(run, standing.current_of(run))
