"""The tree that a picture belongs to, for its page and for the API.

Numbers count through the whole tree, whichever branch a version grew on.  What was deleted keeps
its place as long as something hangs under it: in the trash its row is still there; once it is gone
for good, only the numbers that are missing tell of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import prefetch_related_objects

from gallery.models import Image

ORIGINAL = "Original"
DELETED = "Deleted"


@dataclass(frozen=True, slots=True)
class Member:
    """One picture of a tree; `image` is None once it is gone for good."""

    key: str
    number: int | None  # None where nobody knows which of the missing numbers it had
    words: str
    parent_key: str | None
    image: Image | None

    @property
    def label(self) -> str:
        return f"v{self.number}" if self.number else "v?"

    @property
    def is_deleted(self) -> bool:
        return self.image is None or self.image.trashed_at is not None

    @property
    def caption(self) -> str:
        return DELETED if self.is_deleted else self.words

    @property
    def name(self) -> str:
        """As a screen reader says it, and as the select lists it."""
        return f"{self.label}: {self.caption}" if self.caption else self.label


class Lineage:
    """All members of a picture's tree, by number; three queries however many there are."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self.members = _members(image)

    @cached_property
    def shown(self) -> list[Member]:
        """Without what was deleted and has nothing left that hangs under it."""
        return [each for each in self.members if not each.is_deleted or self._leads_on(each)]

    @cached_property
    def current(self) -> Member:
        return self._by_key[_key(self.image)]

    @cached_property
    def children(self) -> dict[str | None, list[Member]]:
        """By the key of their parent; None: the roots."""
        found: dict[str | None, list[Member]] = defaultdict(list)
        for member in self.members:
            found[member.parent_key].append(member)
        return found

    @property
    def has_versions(self) -> bool:
        return len(self.shown) > 1

    @property
    def newest_number(self) -> int:
        return max(each.number or 1 for each in self.members)

    @property
    def parent(self) -> Member | None:
        """None for the first of the tree."""
        return self.parent_of(self.current)

    def parent_of(self, member: Member) -> Member | None:
        """None for the first of the tree, and where what it was made from is gone."""
        return self._by_key.get(member.parent_key or "")

    @property
    def others(self) -> list[Member]:
        """What the picture can be compared with."""
        return [each for each in self.shown if not each.is_deleted and each != self.current]

    def member(self, pk: int) -> Member | None:
        """One of `others`."""
        return next((each for each in self.others if each.image and each.image.pk == pk), None)

    @cached_property
    def _by_key(self) -> dict[str, Member]:
        return {each.key: each for each in self.members}

    @cached_property
    def _leading(self) -> set[str]:
        """The keys of all that a picture which is still there came from."""
        found: set[str] = set()
        for member in self.members:
            parent = None if member.is_deleted else self._by_key.get(member.parent_key or "")
            while parent is not None and parent.key not in found:
                found.add(parent.key)
                parent = self._by_key.get(parent.parent_key or "")
        return found

    def _leads_on(self, member: Member) -> bool:
        return member.key in self._leading


def _members(image: Image) -> list[Member]:
    rows = Image.objects.filter(owner_id=image.owner_id).defer("details")
    roots = list(rows.filter(uuid=image.family))
    edits = list(
        rows.filter(version__family=image.family)
        .select_related("version")
        .order_by("version__number")
    )
    prefetch_related_objects([*roots, *edits], "renditions")
    first = _root(roots)
    return [first, *_gone(edits, first), *(_edit(each, edits, first) for each in edits)]


def _root(rows: list[Image]) -> Member:
    if not rows:
        return Member(key="root", number=1, words=ORIGINAL, parent_key=None, image=None)
    return Member(key=_key(rows[0]), number=1, words=ORIGINAL, parent_key=None, image=rows[0])


def _edit(image: Image, edits: list[Image], first: Member) -> Member:
    version = image.version
    parent_key = f"image-{version.parent_id}" if version.parent_id else ""
    return Member(
        key=_key(image),
        number=version.number,
        words=version.words,
        parent_key=parent_key or _lost_parent(image, edits, first).key,
        image=image,
    )


def _gone(edits: list[Image], first: Member) -> Iterator[Member]:
    """Those that are gone for good and that something still hangs under, each once."""
    lost = (_lost_parent(each, edits, first) for each in edits if each.version.parent_id is None)
    yield from {each.key: each for each in lost if each != first}.values()


def _lost_parent(image: Image, edits: Iterable[Image], first: Member) -> Member:
    """The root, where that is gone; else one of the missing versions that came before."""
    if first.image is None:
        return first
    there = {each.version.number for each in edits}
    missing = [number for number in range(2, image.version.number) if number not in there]
    number = missing[0] if len(missing) == 1 else None
    key = f"number-{number}" if number else f"before-{image.pk}"
    return Member(key=key, number=number, words="", parent_key=first.key, image=None)


def _key(image: Image) -> str:
    return f"image-{image.pk}"
