from __future__ import annotations

from typing import Annotated, Any, Literal

from asgiref.sync import sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status
from ninja.params.functions import Header
from pydantic import Field

from gallery import zipping
from gallery.api.paging import Page, PageParameters, drawn, rows_after
from gallery.api.refusals import Fault, invalid
from gallery.api.wire import Body, Parameters, Text, absolute
from gallery.request import Request
from studio import streaming
from studio.api.refusing import refusals
from studio.api.repeating import IDEMPOTENCY_KEY, mark_replay
from studio.api.sketch_answers import RunAnswer, answer_of
from studio.api.waiting import PREFER, until_settled
from studio.models import Event, Generation, SketchRun
from studio.sketches import announcing, packing, refining, removing, running, standing
from studio.sketches.briefs import Brief
from studio.sketches.spec import BadSpec, PromptSpec
from studio.sketches.variation import LEAST, MOST, USUAL
from studio.streaming import ServerEvent

router = Router(tags=["Sketches"])

AT_ONCE = 500
Word = Annotated[Text, Field(min_length=1, max_length=60)]
Words = Annotated[list[Word | int], Field(max_length=100)]


class SketchBody(Body):
    concept: Text = Field(
        min_length=1, max_length=1000, examples=["A golf ball with a cap, running, no text"]
    )
    style: Word | int = Field(description="Key or id", examples=["vintage-mascot"])
    num_images: int = Field(USUAL, ge=LEAST, le=MOST)
    model: Text | None = Field(None, max_length=80)
    resolution: Text | None = Field(None, max_length=4, description="1K where it is left out")
    aspect_ratio: Text | None = Field(None, max_length=10, description="1:1 where it is left out")
    reference_ids: Words | None = Field(None, description="Drawings that go along, 3 at most")
    exclude_ids: Words | None = Field(None, description="Drawings that do not go along")
    spec: dict[str, Any] | None = Field(
        None, description="What the concept says, instead of the compiler's reading"
    )
    auto_retry: bool = Field(False, description="Once, where a check fails that a retry may meet")
    posterise: bool = Field(False, description="Whether soft shading may be made flat tones")

    def brief(self) -> Brief:
        """Raises Refusal."""
        return Brief(
            concept=self.concept,
            style=str(self.style),
            count=self.num_images,
            model=self.model or "",
            resolution=self.resolution or "",
            aspect_ratio=self.aspect_ratio or "",
            spec=self._spec(),
            pinned=tuple(str(each) for each in self.reference_ids or ()),
            excluded=tuple(str(each) for each in self.exclude_ids or ()),
            auto_retry=self.auto_retry,
            posterise=self.posterise,
        )

    def _spec(self) -> PromptSpec | None:
        if self.spec is None:
            return None
        try:
            return PromptSpec.from_json({**self.spec, "intent": self.concept})
        except BadSpec as error:
            faults = (Fault(f"/spec/{name}", said) for name, said in error.problems.items())
            raise invalid(*faults) from error


class RefineBody(Body):
    indices: list[Annotated[int, Field(ge=0, lt=MOST)]] = Field(
        min_length=1, max_length=MOST, examples=[[0, 2]]
    )
    instruction: Text = Field(
        min_length=1,
        max_length=refining.MAX_INSTRUCTION_CHARACTERS,
        examples=["Give it a bigger grin"],
    )


class RunDeletion(Parameters):
    images: Literal["trash", "keep"] = "trash"


@router.post(
    "/sketches",
    response={200: RunAnswer, 202: RunAnswer},
    summary="Sketch a concept in a style",
)
async def create_sketches(
    request: Request,
    body: SketchBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[RunAnswer]:
    """Answers 202 at once, and 200 with `Prefer: wait=N` when all sketches are there.

    Each sketch is checked on its pixels and told with its verdict.
    """
    asked_at = timezone.now()
    run = await sync_to_async(_start)(body.brief(), by=request.user, key=idempotency_key)
    mark_replay(response, replayed=run.created_at < asked_at)
    await until_settled(Generation.objects.filter(batch=run.batch_id), prefer, response)
    return await sync_to_async(answer_of)(run.pk)


@router.get("/sketches", response=Page[RunAnswer], summary="List runs of sketches")
def list_sketches(request: Request, parameters: Query[PageParameters]) -> object:
    """Newest first."""
    rows = rows_after(SketchRun.objects.visible_to(request.user), parameters)
    found = list(rows[: parameters.limit + 1])
    shown = found[: parameters.limit]
    sketches = standing.current_of_each(shown)
    return drawn(
        request,
        shown,
        lambda run: RunAnswer.of(run, sketches.get(run.pk, [])),
        more=len(found) > len(shown),
    )


@router.get("/sketches/{int:pk}", response=RunAnswer, summary="One run", url_name="sketch_run")
def sketch_run(request: Request, pk: int) -> RunAnswer:
    run = _run(request, pk)
    return RunAnswer.of(run, standing.current_of(run))


@router.delete("/sketches/{int:pk}", response={204: None}, summary="Delete a run")
def delete_sketches(request: Request, pk: int, wanted: Query[RunDeletion]) -> None:
    """Its sketches go to the trash; `images=keep` leaves them in the gallery.  What is on its way
    is stopped.
    """
    run = _run(request, pk)
    removing.delete(run, with_pictures=wanted.images == "trash", by=request.user)


@router.post("/sketches/{int:pk}/restore", response=RunAnswer, summary="Take back a deleted run")
def restore_sketches(request: Request, pk: int) -> RunAnswer:
    """With the sketches that went to the trash together with it, for 30 days after it was deleted.

    One that is not deleted stays as it is; what was stopped stays stopped.
    """
    found = get_object_or_404(SketchRun, pk=pk, owner=request.user)
    if found.deleted_at is not None:
        removing.restore(found)
    return sketch_run(request, pk)


@router.get("/sketches/{int:pk}/events", summary="A run's progress as server-sent events")
async def sketch_events(
    request: Request,
    pk: int,
    last_event_id: str | None = Header(
        None, alias="Last-Event-ID", description="Go on after this event"
    ),
) -> HttpResponseBase:
    """`progress` (compiled, references, retry), `image` (index, url, verdict or error), and at the
    end `complete`, or `error` where no sketch is there.

    Begins with the run's first event; with `Last-Event-ID` none is missed and none comes twice.
    """
    run = await sync_to_async(_run)(request, pk)
    own = Event.objects.filter(batch_id=run.batch_id, kind__startswith=announcing.PREFIX)
    last = _Last()

    @sync_to_async
    def read(seen: int) -> list[ServerEvent]:
        rows = list(own.after(seen)[:AT_ONCE])
        is_over = SketchRun.objects.filter(pk=run.pk, ended_at__isnull=False).exists()
        last.pk = rows[-1].pk if is_over and rows and _ends(rows[-1]) else 0
        return [_event(row) for row in rows]

    after = streaming.last_event_id(request) or 0
    return streaming.event_stream(
        read,
        after=after,
        ends=lambda event: event.id == last.pk,
        idle_look_s=streaming.LOOK_EVERY_S,  # it is over soon, and its reader waits for it
    )


@router.post(
    "/sketches/{int:pk}/refine",
    response={200: RunAnswer, 202: RunAnswer},
    summary="Change chosen sketches by one instruction",
)
async def refine_sketches(
    request: Request,
    pk: int,
    body: RefineBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[RunAnswer]:
    """A run of its own: of each chosen sketch exactly one, in the same position."""
    asked_at = timezone.now()
    run = await sync_to_async(_refine)(request, pk, body, idempotency_key)
    mark_replay(response, replayed=run.created_at < asked_at)
    await until_settled(Generation.objects.filter(batch=run.batch_id), prefer, response)
    return await sync_to_async(answer_of)(run.pk)


@router.get("/sketches/{int:pk}/download", summary="A ZIP of the run")
def download_sketches(request: Request, pk: int) -> HttpResponseBase:
    """The sketches, the originals and `metadata.json`."""
    run = _run(request, pk)
    return zipping.respond(request, packing.pack(run), name=packing.file_name(run))


class _Last:
    """The id of the event that ends the stream, 0 while it goes on."""

    pk = 0


def _ends(row: Event) -> bool:
    kind = row.kind.removeprefix(announcing.PREFIX)
    return kind in (announcing.COMPLETE, announcing.ERROR)


def _event(row: Event) -> ServerEvent:
    """As it was written, but for the picture's address, which is told in full."""
    url = row.data.get("url")
    data = {**row.data, "url": absolute(url)} if url else row.data
    return ServerEvent(row.pk, row.kind.removeprefix(announcing.PREFIX), data)


def _run(request: Request, pk: int) -> SketchRun:
    return get_object_or_404(SketchRun.objects.visible_to(request.user), pk=pk)


def _start(brief: Brief, *, by: AbstractBaseUser, key: str | None) -> SketchRun:
    with refusals(_pointer):
        return running.start(brief, by=by, idempotency_key=key or "")


def _refine(request: Request, pk: int, body: RefineBody, key: str | None) -> SketchRun:
    run = _run(request, pk)
    with refusals(_pointer):
        return refining.refine(
            run, body.indices, body.instruction, by=request.user, idempotency_key=key or ""
        )


def _pointer(index: int, field: str) -> str:
    """What a sketch's own request is refused for stands in the field that it came from."""
    known = {*SketchBody.model_fields, *RefineBody.model_fields}
    return f"/{field}" if field in known else ""
