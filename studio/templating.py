"""Texts with `{slots}`: their names, their pieces, and the words put in; pure.

A slot's name begins with a letter.  Other braces are the text's own: `{a|b}` and JSON stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_SLOTS = 12
MAX_NAME_CHARACTERS = 40
_SLOT = re.compile(r"(?<!\\)\{([^\W\d_][\w \-]{0,39})\}")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_slot: bool


def slots(text: str) -> list[str]:
    """The names in the order of the text, each once."""
    return list(dict.fromkeys(found[1] for found in _SLOT.finditer(text)))


def pieces(text: str) -> list[Piece]:
    """The text in parts; a slot's part is its name."""
    parts = _SLOT.split(text)  # every second one is a name
    return [Piece(part, index % 2 == 1) for index, part in enumerate(parts) if part]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the words in their slots; a slot without a word stays as it is."""
    return _SLOT.sub(lambda found: values.get(found[1], "").strip() or found[0], text)


def label(name: str) -> str:
    """ "Left side" for `left_side`."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
