"""How a word of a spec is found in the vocabulary; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NEGATION = re.compile(r"^(no|not|anti)-")


def normalised(term: str) -> str:
    """ "No clip_art" is "clip-art"."""
    word = re.sub(r"[\s_]+", "-", term.strip().lower())
    return _NEGATION.sub("", word)


def key_of(term: str, entries: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The key that the term is or is an alias of; None where it is unknown."""
    word = normalised(term)
    if word in entries:
        return word
    return next(
        (key for key, entry in entries.items() if word in entry.get("aliases", ())),
        None,
    )
