r"""Choices in a prompt, `a {red|blue} chair`, and every prompt that they make; pure.

`\{`, `\|`, `\}` and `\\` stand for the characters themselves.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence

_PIECE = re.compile(
    r"\\(?P<mark>[\\{|}])|\{(?P<group>(?:\\.|[^{}\\])*)\}|(?P<brace>[{}])", re.DOTALL
)
_ESCAPED = re.compile(r"\\([\\{|}])")
_BAR = re.compile(r"(?<!\\)\|")


def escaped(prompt: str) -> str:
    """The pattern that makes this prompt alone."""
    return re.sub(r"([\\{}])", r"\\\1", prompt)


class BadBraces(ValueError):
    """str() says what is wrong and how to write it."""


class Pattern:
    """A prompt as a row of parts, each with its choices; plain text has one.  Raises BadBraces."""

    def __init__(self, prompt: str) -> None:
        self._parts = list(_parts(prompt))

    @property
    def count(self) -> int:
        """How many prompts it makes: known before any is made, since it may be too many."""
        return math.prod(len(choices) for choices in self._parts)

    def prompts(self) -> Iterator[str]:
        """The last choice changes first."""
        return ("".join(words).strip() for words in itertools.product(*self._parts))


def _parts(prompt: str) -> Iterator[Sequence[str]]:
    end = 0
    for piece in _PIECE.finditer(prompt):
        yield [prompt[end : piece.start()]]
        yield _choices(piece)
        end = piece.end()
    yield [prompt[end:]]


def _choices(piece: re.Match[str]) -> Sequence[str]:
    if mark := piece["mark"]:
        return [mark]
    if brace := piece["brace"]:
        raise BadBraces(f"A “{brace}” stands alone. Write \\{brace} for the character itself.")
    choices = _BAR.split(piece["group"])
    if len(choices) == 1:
        raise BadBraces(f"Nobody filled in the field {piece[0]}. Put words in its place.")
    return [_ESCAPED.sub(r"\1", choice) for choice in choices]
