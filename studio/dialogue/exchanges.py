from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gallery.models import Image
from sessions_app.conversations import Tree
from sessions_app.models import Message, MessagePart, PartKind, Role, WorkSession

MOST_TURNS = 60  # that ever go along; what a model takes is mostly full before


@dataclass(frozen=True)
class Exchange:
    """A person's turn and the one answer to it that the conversation went on from."""

    asked: Message
    answer: Message
    asked_parts: tuple[MessagePart, ...]
    answer_parts: tuple[MessagePart, ...]

    @property
    def is_silent(self) -> bool:
        """The model never spoke: failed, canceled, or not yet."""
        return not self.answer_parts

    @cached_property
    def attached(self) -> tuple[Image, ...]:
        """The person's pictures that are still there, in their order."""
        return tuple(part.image for part in self.asked_parts if part.image)

    @cached_property
    def drawn(self) -> Image | None:
        """The picture that the model ended with, where it drew one that is still there."""
        images = [part for part in self.answer_parts if part.image]
        shown = [part for part in images if part.kind == PartKind.IMAGE] or images
        return shown[-1].image if shown else None


def path_to(work_session: WorkSession, end: int | None) -> list[int]:
    """The messages from the first turn to the model's `end`, person and model by turns."""
    return [] if end is None else Tree.of(work_session).path(end)


def count_answered(path: Sequence[int]) -> int:
    """How many turns of the path the model has answered."""
    rows = Message.objects.filter(pk__in=path, role=Role.MODEL)
    return rows.exclude(model="").count()


def exchanges_of(path: Sequence[int]) -> list[Exchange]:
    """What was answered on the path, the oldest first; of a long one only its end.

    The queries are the same for any length.
    """
    pks = path[-2 * MOST_TURNS :]
    messages, parts = Message.objects.in_bulk(pks), _parts_of(pks)
    every = (
        Exchange(messages[asked], messages[answer], tuple(parts[asked]), tuple(parts[answer]))
        for asked, answer in zip(pks[::2], pks[1::2], strict=True)
    )
    return [each for each in every if not each.is_silent]


def _parts_of(pks: Sequence[int]) -> dict[int, list[MessagePart]]:
    rows = MessagePart.objects.filter(message__in=pks).order_by("message", "position")
    found: dict[int, list[MessagePart]] = defaultdict(list)
    for part in rows.select_related("image").defer("image__details", "image__prompt"):
        found[part.message_id].append(part)
    return found
