"""Pages of pictures, newest first.

A cursor names the last picture seen, so that depth costs nothing and what is added moves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gallery.models import Image, ImageQuerySet

PAGE_SIZE = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d{1,16})-(\d{1,18})", re.ASCII)  # microseconds since 1970, id


@dataclass(frozen=True, slots=True)
class Cursor:
    created_at: datetime
    pk: int

    @classmethod
    def at(cls, image: Image) -> Cursor:
        return cls(image.created_at, image.pk)

    @classmethod
    def read(cls, word: str) -> Cursor | None:
        """None where it is not one of ours."""
        found = _CURSOR.fullmatch(word)
        if found is None:
            return None
        return cls(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))

    def __str__(self) -> str:
        return f"{(self.created_at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    images: list[Image]
    older: Cursor | None  # None on the last page


def page(images: ImageQuerySet, *, before: Cursor | None) -> Page:
    """The newest pictures, or those older than the cursor."""
    if before is not None:
        images = images.older_than(before.created_at, before.pk)
    found = list(images.newest_first().for_tiles()[: PAGE_SIZE + 1])  # one more: is there a next?
    shown = found[:PAGE_SIZE]
    return Page(shown, Cursor.at(shown[-1]) if len(found) > PAGE_SIZE else None)


def neighbours(
    images: ImageQuerySet, image: Image, *, reach: int
) -> tuple[list[Image], list[Image]]:
    """Up to `reach` newer and as many older pictures, the nearest first in both."""
    place = (image.created_at, image.pk)
    newer = images.newer_than(*place).order_by("created_at", "pk").for_tiles()[:reach]
    older = images.older_than(*place).newest_first().for_tiles()[:reach]
    return list(newer), list(older)
