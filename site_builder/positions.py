"""Where in a JSON text the value of each pointer begins; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import JSONDecoder

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r"[^\s,\]}]+")
_decoder = JSONDecoder(strict=True)


@dataclass(frozen=True, slots=True)
class Position:
    """Both from 1, as editors count."""

    line: int
    column: int


@dataclass(slots=True)
class _Level:
    """A list or an object that is being walked; `count` is None for an object."""

    pointer: str
    count: int | None

    def pass_comma(self) -> None:
        if self.count is not None:
            self.count += 1


class Positions:
    """Of a text that is JSON; of what it lacks, the place that it belongs into."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = dict(_starts(text))

    def of(self, pointer: str) -> Position:
        while pointer and pointer not in self._starts:
            pointer = pointer.rpartition("/")[0]
        at = self._starts.get(pointer, 0)
        before = self._text[:at]
        return Position(before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)


def _starts(text: str) -> Iterator[tuple[str, int]]:
    """Pointer and offset of each value, walked with a stack of our own: texts may be deep."""
    at = _skip(text, 0)
    yield "", at
    stack: list[_Level] = []  # where we are
    pointer, opening = "", True
    while at < len(text):
        mark = text[at]
        if opening and mark in "[{":
            stack.append(_Level(pointer, 0 if mark == "[" else None))
            at, opening = _skip(text, at + 1), False
        elif mark in "]}":
            stack.pop()
            at, opening = _skip(text, at + 1), False
        elif mark == ",":
            stack[-1].pass_comma()
            at = _skip(text, at + 1)
        elif opening:
            at, opening = _skip(text, _end_of_plain(text, at)), False
        else:
            name, at = _name(text, at, stack[-1])
            pointer, opening = f"{stack[-1].pointer}/{name}", True
            yield pointer, at
        if not stack:
            return


def _name(text: str, at: int, level: _Level) -> tuple[str, int]:
    """A value's number or its name, escaped for a pointer, and where the value begins."""
    if level.count is not None:
        return str(level.count), at
    name, end = _decoder.raw_decode(text, at)
    colon = _skip(text, end)
    return name.replace("~", "~0").replace("/", "~1"), _skip(text, colon + 1)


def _end_of_plain(text: str, at: int) -> int:
    if text[at] == '"':
        return int(_decoder.raw_decode(text, at)[1])
    found = _PLAIN.match(text, at)
    return found.end() if found else at + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
