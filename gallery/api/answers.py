"""A picture as the API tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from gallery.api.wire import Answer, absolute
from gallery.models import Image, Rendition

THUMBNAIL_WIDTH_PX = 320


def thumbnail_url(image: Image) -> str:
    """The smallest rendition of at least 320 px, else the largest there is, else the original."""
    renditions = sorted(image.renditions.all(), key=lambda each: each.width_px)
    wide = [each for each in renditions if each.width_px >= THUMBNAIL_WIDTH_PX]
    chosen = wide[:1] or renditions[-1:]
    return absolute(chosen[0].url if chosen else image.url)


class ImageAnswer(Answer):
    id: int
    uuid: UUID
    url: str = Field(description="The original's bytes; needs the same login or token")
    thumbnail_url: str
    width: int
    height: int
    mime_type: str
    size_bytes: int
    alt: str
    prompt: str
    model: str
    aspect_ratio: str
    resolution: str
    source: str
    parent_id: int | None = Field(description="The picture that this one is an edit of")
    starred: bool
    tags: list[str]
    created_at: datetime

    @classmethod
    def of(cls, image: Image) -> Self:
        """Wants renditions and tags prefetched where there are many."""
        return cls(**cls.facts(image))

    @classmethod
    def facts(cls, image: Image) -> dict[str, Any]:
        return {
            "id": image.pk,
            "uuid": image.uuid,
            "url": absolute(image.url),
            "thumbnail_url": thumbnail_url(image),
            "width": image.width_px,
            "height": image.height_px,
            "mime_type": image.mime_type,
            "size_bytes": image.size_bytes,
            "alt": image.alt,
            "prompt": image.prompt,
            "model": image.model,
            "aspect_ratio": image.aspect_ratio,
            "resolution": image.resolution,
            "source": image.source,
            "parent_id": None,  # every picture is the first of its line until versions come
            "starred": image.starred,
            "tags": sorted(tag.name for tag in image.tags.all()),
            "created_at": image.created_at,
        }


class RenditionAnswer(Answer):
    url: str
    width: int
    height: int
    size_bytes: int

    @classmethod
    def of(cls, rendition: Rendition) -> Self:
        return cls(
            url=absolute(rendition.url),
            width=rendition.width_px,
            height=rendition.height_px,
            size_bytes=rendition.size_bytes,
        )


class ImageDetails(ImageAnswer):
    details: dict[str, Any] = Field(
        description="How it came to be: requested, sent, received, cost, times"
    )
    renditions: list[RenditionAnswer]

    @classmethod
    def facts(cls, image: Image) -> dict[str, Any]:
        renditions = [RenditionAnswer.of(each) for each in image.renditions.all()]
        return super().facts(image) | {"details": image.details, "renditions": renditions}
