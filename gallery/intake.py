"""How bytes become a picture of the gallery: prepare (CPU), store (files), save (rows).

The steps are apart so that no transaction stays open over decoding or over the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from gallery import imaging, location, storage
from gallery.imaging import BadImage, Encoded
from gallery.models import Image, Rendition, Source
from gallery.storage import StorageError

__all__ = ["BadImage", "Prepared", "StorageError", "Stored", "prepare", "store", "upload"]

RENDITION_WIDTHS_PX = (640, 320)
SCREEN_WIDTH_PX = 1280  # made when first asked for
MAX_UPLOAD_BYTES = 25_000_000
HAS_PLACE = "has_place"  # in `Image.details`: the original tells where it was taken

EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/heic": "heic",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A picture that was decoded to its end, and what pages need of it; sizes are upright."""

    data: bytes
    mime_type: str
    width_px: int
    height_px: int
    sha256: str
    placeholder: str
    renditions: tuple[Encoded, ...]


class Told(TypedDict, total=False):
    """What else the picture's row can say of itself, by the names of its columns."""

    prompt: str
    model: str
    tier: str
    aspect_ratio: str
    resolution: str
    alt: str
    details: dict[str, Any]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A prepared picture whose files are in the store; without rows yet."""

    prepared: Prepared
    name: str
    rendition_names: tuple[str, ...]

    @transaction.atomic(savepoint=False)
    def save(self, *, owner: AbstractBaseUser, source: Source, **told: Unpack[Told]) -> Image:
        """Write the rows, within the caller's transaction where there is one."""
        prepared = self.prepared
        image = Image.objects.create(
            owner_id=owner.pk,
            source=source,
            name=self.name,
            mime_type=prepared.mime_type,
            width_px=prepared.width_px,
            height_px=prepared.height_px,
            size_bytes=len(prepared.data),
            sha256=prepared.sha256,
            placeholder=prepared.placeholder,
            **told,
        )
        Rendition.objects.bulk_create(
            _rendition(image, encoded, name)
            for encoded, name in zip(prepared.renditions, self.rendition_names, strict=True)
        )
        return image

    def discard(self) -> None:
        """Delete the files, when the rows were not kept."""
        storage.remove(self.name, *self.rendition_names)


def prepare(data: bytes, *, max_bytes: int | None = None) -> Prepared:
    """Decode once and make all that pages need; CPU only.  Raises BadImage."""
    with imaging.decoded(data, max_bytes=max_bytes) as picture:
        renditions, smaller = {}, picture
        for width_px in RENDITION_WIDTHS_PX:  # each from the one before: less work, same look
            smaller = imaging.shrink(smaller, width_px)
            renditions[smaller.width_px] = imaging.rendition(smaller, width_px)
        return Prepared(
            data=data,
            mime_type=picture.mime_type,
            width_px=picture.width_px,
            height_px=picture.height_px,
            sha256=hashlib.sha256(data).hexdigest(),
            placeholder=imaging.placeholder(smaller),
            renditions=tuple(renditions.values()),
        )


def store(prepared: Prepared) -> Stored:
    """Write original and renditions; raises StorageError and leaves no file behind then."""
    names: list[str] = []
    try:
        names.append(storage.write(prepared.data, extension=EXTENSIONS[prepared.mime_type]))
        names.extend(storage.write(each.data, extension="webp") for each in prepared.renditions)
    except StorageError:
        storage.remove(*names)
        raise
    return Stored(prepared, names[0], tuple(names[1:]))


@contextmanager
def storing(prepared: Prepared) -> Iterator[Stored]:
    """As `store`, for a block that saves the rows: where it fails the files go again."""
    stored = store(prepared)
    try:
        yield stored
    except BaseException:
        stored.discard()
        raise


def known(data: bytes, *, owner: AbstractBaseUser) -> Image | None:
    """The person's picture with these very bytes, the newest if there are several."""
    sha256 = hashlib.sha256(data).hexdigest()
    return Image.objects.visible_to(owner).filter(sha256=sha256).newest_first().first()


def upload(data: bytes, *, owner: AbstractBaseUser) -> Image:
    """The whole door for people's files; the same bytes again give the picture that is there.

    Raises BadImage and StorageError.
    """
    return known(data, owner=owner) or add(data, owner=owner)


def add(data: bytes, *, owner: AbstractBaseUser) -> Image:
    """As `upload`, of bytes that are known to be new."""
    prepared = prepare(data, max_bytes=MAX_UPLOAD_BYTES)
    details = {HAS_PLACE: True} if location.is_told(data) else {}
    with storing(prepared) as stored:
        return stored.save(owner=owner, source=Source.UPLOADED, details=details)


def rendition_of(image: Image, width_px: int) -> Rendition:
    """The picture's rendition of that width, made and stored when it is first asked for.

    A picture that is not wider gives the widest it has.  Raises StorageError, BadImage.
    """
    width_px = min(width_px, image.width_px)
    found = image.renditions.filter(width_px=width_px).first()
    if found is not None:
        return found
    with imaging.decoded(storage.read(image.name)) as picture:
        encoded = imaging.rendition(picture, width_px)
    name = storage.write(encoded.data, extension="webp")
    made = _rendition(image, encoded, name)
    Rendition.objects.bulk_create([made], ignore_conflicts=True)
    kept = image.renditions.get(width_px=made.width_px)
    if kept.name != name:  # another request was quicker
        storage.remove(name)
    return kept


def _rendition(image: Image, encoded: Encoded, name: str) -> Rendition:
    return Rendition(
        image=image,
        name=name,
        width_px=encoded.width_px,
        height_px=encoded.height_px,
        size_bytes=len(encoded.data),
    )
