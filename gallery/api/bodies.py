"""What people may say about pictures over the API."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from django.db.models import Q, QuerySet
from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from gallery.api.paging import PageParameters
from gallery.api.wire import Body, Parameters, Text
from gallery.models import Image, Source

TagName = Annotated[Text, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


class ImageFilters(PageParameters):
    model: Text | None = Field(None, description="A model's id", max_length=80)
    aspect_ratio: Text | None = Field(None, max_length=10, examples=["16:9"])
    resolution: Text | None = Field(None, max_length=4, examples=["2K"])
    source: Source | None = None
    starred: bool | None = None
    tag: Text | None = Field(None, max_length=100)
    q: Text | None = Field(None, description="Words of the prompt", max_length=500)
    start_date: date | None = Field(None, description="From this day on, UTC")
    end_date: date | None = Field(None, description="Up to and with this day, UTC")
    sort_by: Literal["newest", "oldest"] = "newest"

    def narrow(self, images: QuerySet[Image]) -> QuerySet[Image]:
        """The pictures that have all that was named."""
        plain = ("model", "aspect_ratio", "resolution", "source", "starred")
        wanted = Q(**{name: value for name in plain if (value := getattr(self, name)) is not None})
        if self.tag:
            wanted &= Q(tags__name=self.tag)
        if self.q:
            wanted &= Q(prompt__icontains=self.q)
        return images.filter(wanted & self._days())

    def _days(self) -> Q:
        days = Q()
        if self.start_date:
            days &= Q(created_at__gte=datetime.combine(self.start_date, time.min, UTC))
        if self.end_date:
            days &= Q(created_at__lte=datetime.combine(self.end_date, time.max, UTC))
        return days


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
