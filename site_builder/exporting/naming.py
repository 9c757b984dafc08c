"""File names for pictures: readable, ASCII, short, and each once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from django.utils.text import slugify

MAX_CHARACTERS = 80
ENDING_CHARACTERS = 10  # "-1920.webp"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def stems(slot_keys: Iterable[str]) -> dict[str, str]:
    """By slot key: "home/hero/backgroundImage" is "home-hero-background-image"."""
    found: dict[str, str] = {}
    for key in slot_keys:
        stem = _stem(key)
        if stem in found.values():
            stem = f"{stem[:50]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        found[key] = stem
    return found


def _stem(key: str) -> str:
    words = _WORD.sub("-", key.removesuffix(".image").removesuffix("/image"))
    return slugify(re.sub(r"[/.]", "-", words))[: MAX_CHARACTERS - ENDING_CHARACTERS].strip("-")
