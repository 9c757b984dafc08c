"""What people may say about pictures over the API."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from django.contrib.auth.models import User
from django.http import QueryDict
from pydantic import (
    BaseModel,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from gallery.api.paging import UNKNOWN_CURSOR, PageParameters
from gallery.api.refusals import Fault, invalid
from gallery.api.wire import Body, Id, Parameters, Text
from gallery.filters import ImageFilterSet
from gallery.models import ImageQuerySet, Source
from gallery.paging import Cursor, Sort

TagName = Annotated[Text, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


class Narrowing(BaseModel):
    """By what pictures can be narrowed, the same names as on the gallery's page."""

    model: Text | None = Field(None, description="A model's id", max_length=80)
    tier: Literal["flash", "pro", "lite"] | None = None
    aspect_ratio: Text | None = Field(None, max_length=10, examples=["16:9"])
    resolution: Text | None = Field(None, max_length=4, examples=["2K"])
    session_id: Id | None = Field(None, description="Filed in this session")
    source: Source | None = None
    start_date: date | None = Field(None, description="From this day on, UTC")
    end_date: date | None = Field(None, description="Up to and with this day, UTC")
    has_edits: bool | None = Field(None, description="Whether other pictures were made from it")
    starred: bool | None = None
    tag: Text | None = Field(None, max_length=100)
    q: Text | None = Field(
        None,
        description="Words of prompt, description and tags, in any order; the last one may be "
        "only begun",
        max_length=500,
    )

    def narrowed(self, person: User) -> ImageQuerySet:
        """The person's pictures that have all that was named; raises a refusal."""
        named = self.model_dump(mode="json", include=set(Narrowing.model_fields), exclude_none=True)
        address = QueryDict(mutable=True)
        address.update({name: _word(value) for name, value in named.items()})
        filters = ImageFilterSet(person, address)
        faults = [
            Fault(f"/{name}", str(sentence))
            for name, sentences in filters.form.errors.items()
            for sentence in sentences
        ]
        if faults:
            raise invalid(*faults)
        return filters.images


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class ImageFilters(Narrowing, PageParameters):
    sort_by: Sort = "newest"
    cursor: str | None = Field(None, description="From `next` of the page before")

    @model_validator(mode="after")
    def _know_the_cursor(self) -> Self:
        if self.cursor and self.seen is None:
            fault = PydanticCustomError("cursor", UNKNOWN_CURSOR)
            raise ValidationError.from_exception_data(
                type(self).__name__,
                [InitErrorDetails(type=fault, loc=("cursor",), input=self.cursor)],
            )
        return self

    @property
    def seen(self) -> Cursor | None:
        """Where the page before ended; None for the first one."""
        return Cursor.read(self.cursor or "", self.sort_by)


class ImageChanges(Body):
    """What is left out stays as it is."""

    alt: Text = Field("", max_length=500, examples=["A red kettle on a windowsill"])
    starred: bool = False
    tags: list[TagName] = Field(default=[], max_length=50, examples=[["kitchen", "red"]])


class DownloadParameters(Parameters):
    format: Literal["original", "png", "jpeg", "webp", "avif"] = "original"
    quality: int = Field(90, ge=1, le=100, description="For jpeg, webp and avif")
    size: int | None = Field(None, ge=16, le=16_384, description="The longer side at most, pixels")

    metadata: bool = Field(
        False, description="Whether prompt, model and settings go into the new file"
    )

    @field_validator("quality", "size", "metadata")
    @classmethod
    def _needs_a_format(cls, value: int | None, info: ValidationInfo) -> int | None:
        if info.data.get("format") == "original":
            message = "The original is never changed. Name a format as well."
            raise PydanticCustomError("original", message)
        return value
