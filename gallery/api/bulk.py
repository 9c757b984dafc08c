"""Many pictures in one request: named one by one, or by what they have in common."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Router
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gallery import bulk, packing, selection, zipping
from gallery.api.refusals import Fault, invalid
from gallery.api.wire import Answer, Body, Id, Text
from gallery.filters import ImageFilterSet
from gallery.models import Image, ImageQuerySet
from gallery.request import Request

TOLD = 20  # of the ids that are wrong

router = Router(tags=["Images"])

Day = Annotated[date, Field(strict=False)]


class WantedImages(Body):
    """The same names as `GET /api/images`; what is left out leaves all in."""

    model: Text | None = Field(None, description="A model's id", max_length=80)
    tier: Literal["lite", "flash", "pro"] | None = None
    aspect_ratio: Text | None = Field(None, max_length=10, examples=["16:9"])
    resolution: Text | None = Field(None, max_length=4, examples=["2K"])
    session_id: Id | None = None
    source: Literal["generated", "edited", "uploaded", "site", "sketch", "tool"] | None = None
    starred: bool | None = None
    has_edits: bool | None = None
    tag: Text | None = Field(None, max_length=100)
    q: Text | None = Field(None, description="Words of prompt, alt and tags", max_length=500)
    start_date: Day | None = Field(None, description="From this day on, UTC")
    end_date: Day | None = Field(None, description="Up to and with this day, UTC")

    def address(self) -> QueryDict:
        """As the gallery's page would say it."""
        query = QueryDict(mutable=True)
        for name, value in self.model_dump(mode="json", exclude_none=True).items():
            query[name] = str(value).lower() if isinstance(value, bool) else str(value)
        return query


class ChosenImages(Body):
    """Either `ids` or `filter`."""

    ids: list[Id] | None = Field(
        None, min_length=1, max_length=selection.MOST_IDS, examples=[[17, 18]]
    )
    filter: WantedImages | None = Field(
        None, description="All that match; an empty object is all there are"
    )

    @model_validator(mode="after")
    def _name_one(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise PydanticCustomError("one_of", "Name either `ids` or `filter`.")
        return self


class Deleted(Answer):
    deleted: int = Field(description="How many went to the trash by this request")


@router.delete("/images/bulk", response=Deleted, summary="Move many pictures to the trash")
def trash_images(request: Request, chosen: ChosenImages) -> dict[str, Any]:
    """All or none: an id that is not a picture of yours is 422 and nothing is deleted.

    What is in the trash already stays there and does not count.
    """
    images = _found(request, chosen, Image.objects.filter(owner=request.user))
    return {"deleted": bulk.trash(images.filter(trashed_at=None), now=timezone.now())}


@router.post("/images/download", summary="Many pictures as a ZIP")
def download_images(request: Request, chosen: ChosenImages) -> HttpResponseBase:
    """The originals and `manifest.json`, which tells how each came to be, newest first.

    An id that is not a picture of yours is 422.  A file that the store has lost is left out and
    has `file: null` and an `error` in the manifest.
    """
    images = _found(request, chosen, Image.objects.visible_to(request.user))
    return zipping.respond(request, packing.pack(images), name=f"musa-{timezone.localdate()}")


def _found(request: Request, chosen: ChosenImages, own: ImageQuerySet) -> ImageQuerySet:
    """Bound by this moment, so that what arrives meanwhile is not swept in."""
    if chosen.ids is not None:
        return _named(chosen.ids, own)
    assert chosen.filter is not None  # noqa: S101  the body named one of the two
    filters = ImageFilterSet(request.user, chosen.filter.address())
    if not filters.form.is_valid():
        told = [(name, words[0]) for name, words in filters.form.errors.items()]
        raise invalid(*(Fault(f"/filter/{name}", str(words)) for name, words in told))
    return filters.images.filter(created_at__lte=timezone.now())


def _named(ids: list[int], own: ImageQuerySet) -> ImageQuerySet:
    found = own.filter(pk__in=ids)
    known = set(found.values_list("pk", flat=True))
    wrong = [place for place, pk in enumerate(ids) if pk not in known]
    if wrong:
        message = "You have no picture with this id."
        raise invalid(*(Fault(f"/ids/{place}", message) for place in wrong[:TOLD]))
    return found
