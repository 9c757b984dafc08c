"""A conversation to read: each turn with its answers and the pictures of both, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Prefetch

from gallery.models import Image
from sessions_app.conversations import Tree
from sessions_app.models import Message, MessagePart, PartKind, Role, WorkSession


@dataclass(frozen=True, slots=True)
class Said:
    """A message and its pictures; those in the trash are left out."""

    message: Message
    pictures: tuple[Image, ...]

    @property
    def text(self) -> str:
        return self.message.text.strip()

    def __bool__(self) -> bool:
        return bool(self.text or self.pictures)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a person said, and every answer to it that came."""

    turn: Said
    answers: tuple[Said, ...]

    @property
    def pictures(self) -> tuple[Image, ...]:
        return tuple(image for said in (self.turn, *self.answers) for image in said.pictures)


def of_branch(
    work_session: WorkSession, end_id: int, *, tree: Tree | None = None
) -> list[Exchange]:
    """From the first turn to the one that holds `end_id`, in a fixed number of queries."""
    tree = tree or Tree.of(work_session)
    turns = [pk for pk in tree.path(end_id) if tree.nodes[pk].role == Role.USER]
    return exchanges(turns, tree)


def exchanges(turns: Iterable[int], tree: Tree) -> list[Exchange]:
    """These turns of the tree, each with all its answers."""
    wanted = list(turns)
    every = [pk for turn in wanted for pk in (turn, *tree.answers(turn))]
    found = Message.objects.prefetch_related(_pictures()).in_bulk(every)
    return [_exchange(found[pk], [found[each] for each in tree.answers(pk)]) for pk in wanted]


def picture(work_session: WorkSession, end_id: int, pk: int) -> Image | None:
    """The picture of that id, where the branch shows it."""
    shown = (image for each in of_branch(work_session, end_id) for image in each.pictures)
    return next((image for image in shown if image.pk == pk), None)


def _pictures() -> Prefetch[Any]:
    parts = MessagePart.objects.filter(
        kind=PartKind.IMAGE, image__isnull=False, image__trashed_at__isnull=True
    )
    return Prefetch("parts", parts.select_related("image").defer("signature"), to_attr="shown")


def _exchange(turn: Message, answers: Sequence[Message]) -> Exchange:
    """What is attached to a turn by its memories is theirs and not told."""
    attached = {each.get("image_id") for each in turn.asked.get("references", ())}
    own = tuple(image for image in _images(turn) if image.pk in attached)
    told = (Said(each, _images(each)) for each in answers)
    return Exchange(Said(turn, own), tuple(said for said in told if said))


def _images(message: Message) -> tuple[Image, ...]:
    """Each once."""
    parts: list[MessagePart] = getattr(message, "shown", [])
    return tuple(image for image, _ in groupby(part.image for part in parts if part.image))
