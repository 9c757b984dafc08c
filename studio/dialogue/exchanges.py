from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gallery.models import Image
from sessions_app.conversations import Tree
from sessions_app.models import Message, MessagePart, PartKind, WorkSession


@dataclass(frozen=True)
class Exchange:
    """A person's turn and the one answer to it that the conversation went on from."""

    asked: Message
    answer: Message

    @cached_property
    def answer_parts(self) -> tuple[MessagePart, ...]:
        return tuple(self.answer.parts.all())

    @property
    def is_silent(self) -> bool:
        """The model never spoke: failed, canceled, or not yet."""
        return not self.answer_parts

    @cached_property
    def attached(self) -> tuple[Image, ...]:
        """The person's pictures that are still there, in their order."""
        return tuple(part.image for part in self.asked.parts.all() if part.image)

    @cached_property
    def drawn(self) -> Image | None:
        """The picture that the model ended with, where it drew one that is still there."""
        images = [part for part in self.answer_parts if part.image]
        shown = [part for part in images if part.kind == PartKind.IMAGE] or images
        return shown[-1].image if shown else None


def exchanges_to(
    work_session: WorkSession, end: int | None, *, since: int | None = None
) -> list[Exchange]:
    """All that was answered up to the model's message `end`, the oldest first.

    From the person's turn `since` on, where one is given.  The queries are the same for any length.
    """
    if end is None:
        return []
    path = Tree.of(work_session).path(end)
    start = path.index(since) if since in path else 0
    found = Message.objects.with_parts().in_bulk(path[start:])
    turns = [found[pk] for pk in path[start:]]
    pairs = zip(turns[::2], turns[1::2], strict=True)
    every = (Exchange(asked, answer) for asked, answer in pairs)
    return [each for each in every if not each.is_silent]
