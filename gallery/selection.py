"""What a person chose in the gallery: some pictures, or all that the filters find at a moment.

The second is sent as the filters themselves, so that it may be any number, and is bound by the
moment at which it was counted, so that what arrives meanwhile is not swept in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Sum
from django.http import QueryDict
from django.utils import timezone

from gallery import moments, wording
from gallery.filters import ImageFilterSet
from gallery.models import Image, ImageQuerySet

MOST_IDS = 10_000
_ID = re.compile(r"[1-9]\d{0,17}", re.ASCII)
# Names of the address that filter nothing.
_OF_THE_PAGE = ("select", "before", "trashed", "deleted")


class SelectionError(Exception):
    """Nothing that can be acted on was chosen; its sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Tally:
    count: int
    size_bytes: int

    @property
    def figure(self) -> str:
        return f"{self.count:,}"

    @property
    def words(self) -> str:
        return wording.images(self.count)

    @property
    def size(self) -> str:
        return wording.file_size(self.size_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`ids` or, where `until` is set, all that `query` finds among what was there until then."""

    person: User
    ids: tuple[int, ...] = ()
    query: str = ""
    until: datetime | None = None

    @property
    def images(self) -> ImageQuerySet:
        """The chosen ones that are there; another person's never are."""
        if self.until is None:
            return Image.objects.visible_to(self.person).filter(pk__in=self.ids)
        found = ImageFilterSet(self.person, QueryDict(self.query)).images
        return found.filter(created_at__lte=self.until)

    @property
    def is_all(self) -> bool:
        return self.until is not None

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The hidden fields that carry it on to the next form."""
        if self.until is None:
            return [("images", ",".join(map(str, self.ids))), ("filter", self.query)]
        return [("all", "1"), ("until", moments.word(self.until)), ("filter", self.query)]


def read(person: User, sent: QueryDict) -> Selection:
    """From the fields of a form; raises SelectionError."""
    query = filters_in(QueryDict(sent.get("filter", "")))
    if not sent.get("all"):
        return Selection(person=person, ids=_ids(sent), query=query)
    until = moments.read(sent.get("until", ""))
    if until is None:
        raise SelectionError("Reload the gallery and choose again.")
    if not ImageFilterSet(person, QueryDict(query)).form.is_valid():
        raise SelectionError("One of the filters cannot be used. Correct it and choose again.")
    return Selection(person=person, query=query, until=until)


def everything(person: User, address: QueryDict) -> Selection:
    """All that the filters of an address find now."""
    return Selection(person=person, query=filters_in(address), until=timezone.now())


def filters_in(address: QueryDict) -> str:
    """The address without what only says how the page is looked at."""
    kept = address.copy()
    for name in _OF_THE_PAGE:
        kept.pop(name, None)
    return kept.urlencode()


def tally(images: ImageQuerySet) -> Tally:
    found = images.aggregate(count=Count("pk"), size_bytes=Sum("size_bytes"))
    return Tally(found["count"], found["size_bytes"] or 0)


def _ids(sent: QueryDict) -> tuple[int, ...]:
    """Of the boxes as a page without script sends them, or of one field that names all."""
    words = [*sent.getlist("image"), *_words(sent.getlist("images"))]
    if not all(_ID.fullmatch(word) for word in words):
        raise SelectionError("Reload the gallery and choose again.")
    if not words:
        raise SelectionError("Choose at least one image first.")
    if len(words) > MOST_IDS:
        raise SelectionError(f"Choose up to {MOST_IDS:,} images, or all that match.")
    return tuple(dict.fromkeys(map(int, words)))


def _words(fields: Sequence[str]) -> Iterator[str]:
    for field in fields:
        yield from filter(None, field.split(","))
