"""A conversation's shape as its page tells it: the branch that is shown, forks, and "v3b"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase

from sessions_app.conversations import Node, Tree
from sessions_app.models import Mode
from studio.wording import counted

TITLE_CHARACTERS = 40
PICTURES_TOLD = 3  # of a branch


@dataclass(frozen=True, slots=True)
class Fork:
    """Where a turn stands among those that follow the same one; 0 where there is none before."""

    number: int
    total: int
    title: str
    previous: int
    following: int


@dataclass(frozen=True, slots=True)
class Branch:
    """An end of the conversation; `pk` is of the turn that it ends with."""

    pk: int
    title: str
    pictures: str
    is_shown: bool


class Outline:
    """The branch that goes through `at` to its newest end, or ends there where `is_end`."""

    def __init__(self, tree: Tree, at: int | None, *, is_end: bool = False) -> None:
        self.tree = tree
        if at not in tree.nodes:
            at, is_end = _newest_beginning(tree), False
        self.leaf = at if at is None or is_end else tree.newest_leaf(at)

    @cached_property
    def path(self) -> list[int]:
        return [] if self.leaf is None else self.tree.path(self.leaf)

    @cached_property
    def turns(self) -> list[int]:
        return [pk for pk in self.path if self.tree.nodes[pk].is_turn]

    @cached_property
    def versions(self) -> dict[int, str]:
        """ "v3" for an answer with the third drawing on its branch; others of that place "v3b"."""
        drawn, places = dict[int, int](), Counter[int]()
        found = {}
        for node in self.tree.nodes.values():
            before = drawn.get(node.parent_id or 0, 0)
            drawn[node.pk] = before + (node.is_turn and node.mode == Mode.GENERATE)
            if not node.is_turn and node.mode == Mode.GENERATE:
                found[node.pk] = f"v{before}{_letter(places[before])}"
                places[before] += 1
        return found

    @cached_property
    def branches(self) -> list[Branch]:
        """Every end, the newest first; none where there is only one."""
        ends = [node for node in self.tree.turns if self._is_end(node)]
        if len(ends) < 2:
            return []
        return [self._branch(end) for end in reversed(ends)]

    def fork(self, pk: int) -> Fork | None:
        """None for a turn that has no others beside it."""
        others = self._beside(pk)
        if len(others) < 2:
            return None
        place = others.index(pk)
        return Fork(
            number=place + 1,
            total=len(others),
            title=_title(self.tree.nodes[pk]),
            previous=others[place - 1] if place else 0,
            following=others[place + 1] if place + 1 < len(others) else 0,
        )

    def _beside(self, pk: int) -> list[int]:
        """All turns that follow the same turn, whichever of its answers they go on from."""
        answer = self.tree.nodes[pk].parent_id
        if answer is None:
            return self.tree.answers(None)
        return sorted(each for one in self.tree.siblings(answer) for each in self.tree.answers(one))

    def _is_end(self, turn: Node) -> bool:
        answers = self.tree.answers(turn.pk)
        return not any(self.tree.answers(each) for each in answers)

    def _branch(self, end: Node) -> Branch:
        since = self._since_fork(end)
        answers = [pk for turn in since for pk in self.tree.answers(turn)]
        drawn = [self.versions[pk] for pk in answers if pk in self.versions]
        return Branch(
            pk=end.pk,
            title=_title(self.tree.nodes[since[0]]),
            pictures=_told(drawn),
            is_shown=end.pk in self.turns,
        )

    def _since_fork(self, end: Node) -> list[int]:
        """The turns that lead to this end and to no other."""
        turns = [pk for pk in self.tree.path(end.pk) if self.tree.nodes[pk].is_turn]
        forks = [place for place, pk in enumerate(turns) if len(self._beside(pk)) > 1]
        return turns[forks[-1] if forks else 0 :]


def _newest_beginning(tree: Tree) -> int | None:
    """The first turn of what was said last."""
    newest = next(reversed(tree.nodes), None)
    return None if newest is None else tree.path(newest)[0]


def _told(versions: Sequence[str]) -> str:
    shown = ", ".join(versions[:PICTURES_TOLD])
    more = len(versions) - PICTURES_TOLD
    return f"{shown} and {counted(more, 'more').removesuffix('s')}" if more > 0 else shown


def _title(node: Node) -> str:
    words = " ".join(node.words.split())
    if len(words) <= TITLE_CHARACTERS:
        return words or "Without words"
    return f"{words[: TITLE_CHARACTERS - 1].rsplit(' ', 1)[0]}…"


def _letter(place: int) -> str:
    """ "" for the first, then "b", "c" …"""
    if not place:
        return ""
    return ascii_lowercase[place] if place < len(ascii_lowercase) else f".{place + 1}"
