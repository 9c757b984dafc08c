"""Pages of pictures, in each of the orders that they can be asked for.

A cursor names the last picture seen, so that depth costs nothing and what is added moves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from gallery.models import Image, ImageQuerySet

Sort = Literal["newest", "oldest", "most_edited"]

PAGE_SIZE = 60
_KEYS = {
    "newest": ("created_at", "pk"),
    "oldest": ("created_at", "pk"),
    "most_edited": ("edit_count", "created_at", "pk"),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(  # edits where they are what it is sorted by, microseconds since 1970, id
    r"(?:(\d{1,9})\.)?(\d{1,16})-(\d{1,18})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Cursor:
    created_at: datetime
    pk: int
    edit_count: int | None = None

    @classmethod
    def at(cls, image: Image, sort: Sort = "newest") -> Cursor:
        edit_count = image.edit_count if sort == "most_edited" else None
        return cls(image.created_at, image.pk, edit_count)

    @classmethod
    def read(cls, word: str, sort: Sort = "newest") -> Cursor | None:
        """None where it is not one of ours, or one of another order."""
        found = _CURSOR.fullmatch(word)
        if found is None or (found[1] is not None) != (sort == "most_edited"):
            return None
        moment = _EPOCH + timedelta(microseconds=int(found[2]))
        return cls(moment, int(found[3]), int(found[1]) if found[1] else None)

    def __str__(self) -> str:
        edits = "" if self.edit_count is None else f"{self.edit_count}."
        return f"{edits}{(self.created_at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    images: list[Image]
    older: Cursor | None  # where the next page begins; None on the last one


def in_order(images: ImageQuerySet, sort: Sort) -> ImageQuerySet:
    """Newest, oldest or most edited first; of the same the newest."""
    key = _KEYS[sort]
    return images.order_by(*(key if sort == "oldest" else (f"-{name}" for name in key)))


def after(images: ImageQuerySet, seen: Cursor, sort: Sort) -> ImageQuerySet:
    """Those that come later in this order."""
    return _beyond(images, seen, sort, upwards=sort == "oldest")


def page(images: ImageQuerySet, *, before: Cursor | None, sort: Sort = "newest") -> Page:
    """The first pictures, or those after the cursor."""
    if before is not None:
        images = after(images, before, sort)
    found = list(in_order(images, sort).for_tiles()[: PAGE_SIZE + 1])  # one more: is there a next?
    shown = found[:PAGE_SIZE]
    return Page(shown, Cursor.at(shown[-1], sort) if len(found) > PAGE_SIZE else None)


def neighbours(
    images: ImageQuerySet, image: Image, *, reach: int, sort: Sort = "newest"
) -> tuple[list[Image], list[Image]]:
    """Up to `reach` pictures before and as many after it, the nearest first in both."""
    place = Cursor.at(image, sort)
    earlier = _beyond(images, place, sort, upwards=sort != "oldest")
    nearest = in_order(earlier, sort).reverse().for_tiles()[:reach]
    later = in_order(after(images, place, sort), sort).for_tiles()[:reach]
    return list(nearest), list(later)


def _beyond(images: ImageQuerySet, seen: Cursor, sort: Sort, *, upwards: bool) -> ImageQuerySet:
    key = _KEYS[sort]
    lookup = TupleGreaterThan if upwards else TupleLessThan
    values = [getattr(seen, name) for name in key]
    # SQLite gets the comparison of tuples as an OR, for which it walks its index from the start:
    # the first member alone says the same again in a way that it can jump to.
    bound = {f"{key[0]}__{'gte' if upwards else 'lte'}": values[0]}
    return images.filter(lookup(tuple(map(F, key)), values), **bound)
