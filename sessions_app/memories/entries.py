"""A memory as it is written down: on its form, over the API, in a file.  What is wrong with one is
said here, for every door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from django.db import IntegrityError, transaction
from django.utils import timezone

from gallery.texts import is_storable
from sessions_app.memories import context as contexts
from sessions_app.models import Memory, MemoryType
from sessions_app.models.memory import (
    MAX_CONTENT,
    MAX_CONTEXT,
    MAX_TAG,
    MAX_TAGS,
    MAX_TITLE,
    checksum_of,
)

_LONGEST = {"title": MAX_TITLE, "content": MAX_CONTENT, "context": MAX_CONTEXT}
EMPTY = "Write what is to be remembered."
_KNOWN = "You have a memory with exactly these words already."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong; `field` is one of `MemoryEntry`."""

    field: str
    message: str


class Refused(ValueError):
    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class Duplicate(Refused):
    """The person has a memory with the same words."""

    def __init__(self) -> None:
        super().__init__([Problem("content", _KNOWN)])


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryEntry:
    """Field names are those of `Memory`; without a title the content's first words are it."""

    content: str
    title: str = ""
    context: str = ""
    type: str = MemoryType.GENERAL
    tags: tuple[str, ...] = ()
    importance: int | None = None
    pinned: bool = False
    image_id: int | None = None

    @classmethod
    def of(cls, memory: Memory) -> Self:
        plain = {name: getattr(memory, name) for name in cls.__slots__ if name != "tags"}
        return cls(**plain, tags=tuple(memory.tags))

    @property
    def own_title(self) -> str:
        return " ".join(self.title.split()) or title_from(self.content)

    @property
    def checksum(self) -> str:
        return checksum_of(self.own_title, self.content.strip(), self.context.strip())

    def problems(self) -> list[Problem]:
        """All that keeps it from being stored; empty where nothing does."""
        return [*self._problems_of_words(), *self._problems_of_choices()]

    def write(self, memory: Memory) -> Memory:
        """Put all of it into the row, without saving."""
        now = timezone.now()
        memory.title = self.own_title
        memory.content = self.content.strip()
        memory.context = self.context.strip()
        memory.type, memory.tags = self.type, list(dict.fromkeys(self.tags))
        memory.importance, memory.pinned = self.importance, self.pinned
        memory.image_id = self.image_id
        memory.checksum = self.checksum
        memory.changed_at = memory.alive_at = now
        memory.token_estimate = contexts.entry_of(memory).size_tokens
        return memory

    def _problems_of_words(self) -> Iterator[Problem]:
        if not self.content.strip():
            yield Problem("content", EMPTY)
        for name, longest in _LONGEST.items():
            words: str = getattr(self, name)
            if len(words) > longest:
                yield Problem(
                    name, f"At most {longest:,} characters fit; these are {len(words):,}."
                )
            if not is_storable(words):
                yield Problem(name, "This holds a character that cannot be stored. Remove it.")

    def _problems_of_choices(self) -> Iterator[Problem]:
        if self.type not in MemoryType.values:
            yield Problem("type", f"Choose one of {', '.join(MemoryType.values)}.")
        if len(self.tags) > MAX_TAGS:
            yield Problem("tags", f"At most {MAX_TAGS} tags fit.")
        if any(len(tag) > MAX_TAG for tag in self.tags):
            yield Problem("tags", f"A tag has at most {MAX_TAG} characters.")
        if not is_storable("".join(self.tags)):
            yield Problem("tags", "This holds a character that cannot be stored. Remove it.")
        if self.importance is not None and not 0 <= self.importance <= 100:
            yield Problem("importance", "Give a number from 0 to 100, or leave it out.")


def save(entry: MemoryEntry, memory: Memory) -> Memory:
    """Write and store it; raises Refused, and Duplicate where the words are there already."""
    if problems := entry.problems():
        raise Refused(problems)
    twins = Memory.objects.filter(
        owner_id=memory.owner_id, checksum=entry.checksum, deleted_at__isnull=True
    )
    if twins.exclude(pk=memory.pk).exists():
        raise Duplicate
    try:
        with transaction.atomic():
            entry.write(memory).save()
    except IntegrityError as error:  # a twin of this request was quicker
        raise Duplicate from error
    return memory


def restore(memory: Memory) -> None:
    """Take back a deleted one; raises Duplicate where its words were kept again meanwhile."""
    try:
        with transaction.atomic():
            Memory.objects.filter(pk=memory.pk).update(deleted_at=None)
    except IntegrityError as error:
        raise Duplicate from error


def clean_tags(words: Sequence[str]) -> tuple[str, ...]:
    """Lower case, each once, without what parts them."""
    cleaned = (" ".join(word.replace(",", " ").lower().strip(" #").split()) for word in words)
    return tuple(dict.fromkeys(tag for tag in cleaned if tag))


def title_from(content: str) -> str:
    """The first words of the first line, as many as fit."""
    line = next((line for line in content.splitlines() if line.strip()), "")
    words = " ".join(line.split())
    if len(words) <= MAX_TITLE:
        return words
    return words[: MAX_TITLE - 1].rsplit(" ", 1)[0] + "…"
