"""POST /api/edit: a new version of a picture."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from asgiref.sync import sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gallery.api.wire import Body, Id, Text, absolute
from gallery.request import Request
from studio.api.answers import GenerationAnswer, SubmittedAnswer
from studio.api.refusing import refusals
from studio.api.repeating import IDEMPOTENCY_KEY, mark_replay
from studio.api.waiting import PREFER, until_settled
from studio.editing import actions
from studio.editing.requesting import LOOKS, MAX_REGIONS, STYLES, EditRequest, Grade, Mode, Region
from studio.models import Batch, Generation
from studio.requesting import MAX_COUNT, MAX_PROMPT_CHARACTERS

router = Router(tags=["Edit"])

Share = Annotated[float, Field(ge=0, le=1, description="Of the picture, 0 to 1")]
Slider = Annotated[int, Field(ge=-100, le=100)]


class PlainRegionBody(Body):
    x: Share
    y: Share
    width: Share
    height: Share

    def region(self) -> Region:
        return Region(x=self.x, y=self.y, width=self.width, height=self.height)


class RegionBody(PlainRegionBody):
    prompt: Text = Field("", max_length=MAX_PROMPT_CHARACTERS, examples=["a blue cup"])

    def region(self) -> Region:
        return Region(x=self.x, y=self.y, width=self.width, height=self.height, prompt=self.prompt)


class GradeBody(Body):
    warmth: Slider = 0
    contrast: Slider = 0
    saturation: Slider = 0
    brightness: Slider = 0
    look: Text = Field("", max_length=40, description=f"One of {', '.join(LOOKS)}")

    def grade(self) -> Grade:
        return Grade(**self.model_dump())


class EditBody(Body):
    """What is left out or null is what suits the picture, the person or the model."""

    image_id: Id
    prompt: Text | None = Field(
        None,
        description="What is to change; needed unless style, grade or regions say it",
        examples=["Make the kettle blue"],
    )
    mode: Literal["free", "add", "region", "style", "grade", "extend"] | None = Field(
        None, description="`region` where regions are given, else `free`"
    )
    preserve_composition: bool | None = None
    region: PlainRegionBody | None = None
    regions: list[RegionBody] | None = Field(None, min_length=1, max_length=MAX_REGIONS)
    style: Text | None = Field(None, max_length=40, description=f"One of {', '.join(STYLES)}")
    grade: GradeBody | None = None
    reference_image_ids: list[Id] | None = Field(None, max_length=14)
    model: Text | None = Field(None, max_length=80, description="A model's id, alias or tier")
    aspect_ratio: Text | None = Field(None, max_length=10, examples=["16:9"])
    resolution: Text | None = Field(None, max_length=4, examples=["2K"])
    count: int | None = Field(None, ge=1, le=MAX_COUNT, description="1 where it is left out")
    keep_pixels: bool | None = Field(
        None,
        description="Of a region edit: whether every pixel outside stays what it was (the default),"
        " or all is taken that the model drew",
    )

    @model_validator(mode="after")
    def _name_regions_once(self) -> Self:
        if self.region and self.regions:
            raise PydanticCustomError("both", "Give region or regions, not both.")
        return self

    def request(self) -> EditRequest:
        said: dict[str, Any] = self.model_dump(
            exclude={"region", "regions", "grade", "reference_image_ids"}, exclude_none=True
        )
        if marked := [self.region] if self.region else self.regions:
            said = {"mode": Mode.REGION} | said
            said["regions"] = tuple(each.region() for each in marked)
        if self.grade:
            said["grade"] = self.grade.grade()
        if self.reference_image_ids:
            said["reference_image_ids"] = tuple(dict.fromkeys(self.reference_image_ids))
        return EditRequest(**said)

    def pointer(self, index: int, field: str) -> str:
        return "/region" if field == "regions" and self.region else f"/{field}" if field else ""


class EditedAnswer(SubmittedAnswer):
    """One version was asked for and it is there."""

    new_image_id: int
    image_url: str
    metadata: dict[str, Any] = Field(
        description="What came: pixels, type, model; `version` tells mode, regions and drift"
    )


@router.post(
    "/edit",
    response={200: EditedAnswer | SubmittedAnswer, 202: SubmittedAnswer},
    summary="Make a new version of a picture",
)
async def edit(
    request: Request,
    body: EditBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[SubmittedAnswer]:
    """Never overwrites: the result is a picture of its own, hung under the one it was made from.

    Answers 202 at once, or with `Prefer: wait=N` 200 with the finished version.
    """
    batch, replayed = await sync_to_async(_submit)(body, by=request.user, key=idempotency_key)
    mark_replay(response, replayed=replayed)
    await until_settled(Generation.objects.filter(batch=batch), prefer, response)
    return await sync_to_async(_answer)(batch)


def _submit(body: EditBody, *, by: AbstractBaseUser, key: str | None) -> tuple[Batch, bool]:
    asked_at = timezone.now()
    with refusals(body.pointer):
        batch = actions.edit(body.request(), by=by, idempotency_key=key or "")
    return batch, batch.created_at < asked_at


def _answer(batch: Batch) -> Status[SubmittedAnswer]:
    rows = batch.generations.select_related("batch", "engine_model", "image__version", "answer")
    generations = list(rows.order_by("position"))
    drawn = [GenerationAnswer.of(each) for each in generations]
    answer = SubmittedAnswer(batch_id=batch.pk, generations=drawn)
    if not all(each.is_settled for each in generations):
        return Status(202, answer)
    if len(generations) == 1 and generations[0].image:
        answer = EditedAnswer(**dict(answer), **_finished(generations[0]))
    return Status(200, answer)


def _finished(generation: Generation) -> dict[str, Any]:
    image = generation.image
    version = getattr(image, "version", None)
    return {
        "new_image_id": image.pk if image else 0,
        "image_url": absolute(image.url) if image else "",
        "metadata": generation.received | {"version": version.details if version else {}},
    }
