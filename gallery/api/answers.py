"""A picture as the API tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import prefetch_related_objects
from pydantic import Field

from gallery.api.wire import Answer, absolute
from gallery.lineage import Lineage, Member
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
        """Wants version, renditions and tags fetched along where there are many."""
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
            "parent_id": _parent_id(image),
            "starred": image.starred,
            "tags": sorted(tag.name for tag in image.tags.all()),
            "created_at": image.created_at,
        }


class VersionAnswer(Answer):
    """What was deleted stands here as long as something hangs under it."""

    image_id: int | None = Field(description="null once it is deleted for good")
    number: int | None = Field(description="In the whole tree, from 1; null where it is lost")
    parent_number: int | None = Field(description="null for the first one")
    words: str = Field(description="What was to change")
    deleted: bool
    details: dict[str, Any] = Field(description="How it was edited")
    image: ImageAnswer | None = Field(description="null where it is deleted")

    @classmethod
    def of(cls, member: Member, lineage: Lineage) -> Self:
        parent, image = lineage.parent_of(member), member.image
        version = getattr(image, "version", None)
        return cls(
            image_id=image.pk if image else None,
            number=member.number,
            parent_number=parent.number if parent else None,
            words=member.words,
            deleted=member.is_deleted,
            details=version.details if version else {},
            image=None if image is None or member.is_deleted else ImageAnswer.of(image),
        )


class VersionsAnswer(Answer):
    versions: list[VersionAnswer] = Field(description="The whole tree, by number")

    @classmethod
    def of(cls, lineage: Lineage) -> Self:
        images = [each.image for each in lineage.shown if each.image]
        prefetch_related_objects(images, "tags")
        return cls(versions=[VersionAnswer.of(each, lineage) for each in lineage.shown])


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


def _parent_id(image: Image) -> int | None:
    version = getattr(image, "version", None)
    return version.parent_id if version else None
