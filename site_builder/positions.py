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
    stack: list[tuple[str, int | None]] = []  # where we are; a list counts, an object does not
    pointer, opening = "", True
    while at < len(text):
        mark = text[at]
        if opening and mark in "[{":
            stack.append((pointer, 0 if mark == "[" else None))
            at, opening = _skip(text, at + 1), False
        elif mark in "]}":
            stack.pop()
            at, opening = _skip(text, at + 1), False
        elif mark == ",":
            above, count = stack[-1]
            stack[-1] = (above, None if count is None else count + 1)
            at = _skip(text, at + 1)
        elif opening:
            at, opening = _skip(text, _end_of_plain(text, at)), False
        else:
            above, count = stack[-1]
            name, at = (str(count), at) if count is not None else _name(text, at)
            pointer, opening = f"{above}/{name}", True
            yield pointer, at
        if not stack:
            return


def _name(text: str, at: int) -> tuple[str, int]:
    """An object's next name, escaped for a pointer, and where its value begins."""
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
