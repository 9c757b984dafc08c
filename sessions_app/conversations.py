"""The shape of a conversation: which message answers which, without reading what they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Self

from django.db.models.functions import Substr

from sessions_app.models import Role, WorkSession

WORDS_CHARACTERS = 80


class Node(NamedTuple):
    pk: int
    parent_id: int | None
    role: str
    mode: str
    words: str  # the beginning of what was said
    created_at: datetime

    @property
    def is_turn(self) -> bool:
        return self.role == Role.USER


@dataclass(frozen=True)
class Tree:
    """Every message of a session by its id, the oldest first: a question before its answers."""

    nodes: dict[int, Node]

    @classmethod
    def of(cls, work_session: WorkSession) -> Self:
        """One query."""
        rows = work_session.messages.order_by("pk").annotate(
            words=Substr("text", 1, WORDS_CHARACTERS)
        )
        columns = ("pk", "parent_id", "role", "mode", "words", "created_at")
        return cls({row[0]: Node(*row) for row in rows.values_list(*columns)})

    def __bool__(self) -> bool:
        return bool(self.nodes)

    @cached_property
    def _answers(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = defaultdict(list)
        for node in self.nodes.values():
            found[node.parent_id].append(node.pk)
        return dict(found)

    @cached_property
    def _newest(self) -> dict[int, int]:
        """Of each message the newest one that follows from it, itself where none does."""
        found = {pk: pk for pk in self.nodes}
        for node in reversed(self.nodes.values()):
            if node.parent_id is not None:
                found[node.parent_id] = max(found[node.parent_id], found[node.pk])
        return found

    @property
    def turns(self) -> Iterator[Node]:
        return (node for node in self.nodes.values() if node.is_turn)

    def answers(self, pk: int | None) -> list[int]:
        """What follows a message directly, the oldest first; the first turns for None."""
        return self._answers.get(pk, [])

    def siblings(self, pk: int) -> list[int]:
        """The answers to the same message, itself among them."""
        return self.answers(self.nodes[pk].parent_id)

    def path(self, pk: int) -> list[int]:
        """From the first turn to this message."""
        found = []
        at: int | None = pk
        while at is not None:
            found.append(at)
            at = self.nodes[at].parent_id
        return found[::-1]

    def newest_leaf(self, pk: int) -> int:
        """The end of the newest branch that goes through this message.

        Of several answers to one turn, of which none was gone on with, the first.
        """
        newest = self._newest[pk]
        node = self.nodes[newest]
        if node.is_turn or newest == pk or pk in self.siblings(newest):
            return newest
        return self.siblings(newest)[0]
