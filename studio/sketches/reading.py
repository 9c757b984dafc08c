"""What each fact of a style's record may be: a rule takes a value of JSON or of a form and answers
it clean, or raises ValueError with a sentence; pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gallery.texts import is_storable
from studio.sketches.layouts import LAYOUTS

Range = tuple[float, float]

MAX_RULES, MAX_RULE_CHARACTERS = 12, 160
MAX_SUMMARY_WORDS, MAX_SUMMARY_CHARACTERS = 200, 2_000
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


class Words:
    """One line of text."""

    def __init__(self, longest: int, *, needed: bool = False) -> None:
        self.longest, self.needed = longest, needed

    def __call__(self, value: object) -> str:
        if not isinstance(value, str):
            raise ValueError("This must be text.")
        words = " ".join(value.split())
        if not is_storable(words):
            raise ValueError("This holds a character that cannot be stored. Remove it.")
        if self.needed and not words:
            raise ValueError("Write this, please.")
        if len(words) > self.longest:
            raise ValueError(f"At most {self.longest:,} characters fit; this has {len(words):,}.")
        return words


class OneOf:
    def __init__(self, *choices: str) -> None:
        self.choices = choices

    def __call__(self, value: object) -> str:
        if value not in self.choices:
            raise ValueError(f"Choose one of {', '.join(self.choices)}.")
        return str(value)


class Lines:
    """Several short texts; empty ones are left out."""

    def __init__(self, most: int = MAX_RULES, longest: int = MAX_RULE_CHARACTERS) -> None:
        self.most, self.each = most, Words(longest)

    def __call__(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)):
            raise ValueError("This must be a list.")
        lines = tuple(line for line in map(self.each, value) if line)
        if len(lines) > self.most:
            raise ValueError(f"At most {self.most} fit; these are {len(lines)}.")
        return lines


class Number:
    def __init__(self, least: float, most: float) -> None:
        self.least, self.most = least, most

    def __call__(self, value: object) -> float:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not self.least <= value <= self.most:  # type: ignore[operator]
            raise ValueError(f"Give a number from {self.least:g} to {self.most:g}.")
        return value  # type: ignore[return-value]


class Count(Number):
    def __call__(self, value: object) -> int:
        number = super().__call__(value)
        if number != int(number):
            raise ValueError("Give a whole number.")
        return int(number)


class Span:
    """Two numbers, the lower one first."""

    def __init__(self, least: float, most: float) -> None:
        self.each = Number(least, most)

    def __call__(self, value: object) -> Range:
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise ValueError("Give two numbers, the lower one first.")
        low, high = map(self.each, value)
        if low > high:
            raise ValueError("The lower number comes first.")
        return (low, high)


def rules_of(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError("This must be an object of texts.")
    if len(value) > MAX_RULES:
        raise ValueError(f"At most {MAX_RULES} rules fit; these are {len(value)}.")
    name, words = Words(40, needed=True), Words(MAX_RULE_CHARACTERS)
    return {name(key): words(text) for key, text in value.items()}


def key(value: object) -> str:
    if not isinstance(value, str) or len(value) > 60 or not _KEY.fullmatch(value):
        raise ValueError("Use small letters, digits and hyphens, as in bold-cartoon.")
    return value


def layouts(value: object) -> tuple[str, ...]:
    keys = Lines(len(LAYOUTS), 40)(value)
    if unknown := [key for key in keys if key not in LAYOUTS]:
        raise ValueError(f"There is no layout “{unknown[0]}”.")
    if not keys:
        raise ValueError("Choose at least one layout.")
    return tuple(dict.fromkeys(keys))


def summary(value: object) -> str:
    words = Words(MAX_SUMMARY_CHARACTERS)(value)
    if len(words.split()) > MAX_SUMMARY_WORDS:
        raise ValueError(f"At most {MAX_SUMMARY_WORDS} words fit.")
    return words


_SHARE = Span(0, 1)
_WIDTHS = Span(1, 200)
RULES: dict[str, Any] = {
    "key": key,
    "version": Count(1, 1_000_000),
    "name": Words(80, needed=True),
    "description": Words(400),
    "best_for": Lines(8, 60),
    "line_weight": OneOf("thick", "medium", "thin", "varied"),
    "looseness": OneOf("tight", "medium", "loose"),
    "complexity": OneOf("simple", "medium", "complex"),
    "additional_rules": rules_of,
    "outline_px": _WIDTHS,
    "interior_px": _WIDTHS,
    "contour": OneOf("closed", "broken"),
    "variation": OneOf("uniform", "swelling", "brush", "doubled"),
    "primary": OneOf("round", "angular", "geometric", "organic"),
    "secondary": Words(160),
    "silhouette": Words(160),
    "exaggeration": Number(0, 1),
    "exaggeration_range": _SHARE,
    "levers": Lines(8, 60),
    "palette": OneOf("black-white", "greyscale"),
    "solid_black": OneOf("none", "accents", "large"),
    "max_flat_tones": Count(0, 2),
    "background": Words(80),
    "fill": _SHARE,
    "layouts": layouts,
    "do": Lines(),
    "dont": Lines(),
    "style_sentence": Words(300, needed=True),
    "technique_sentence": Words(300, needed=True),
    "negative": Lines(20, 60),
    "include": Lines(500, 60),
    "exclude": Lines(500, 60),
    "top_k": Count(1, 3),
    "exemplar": Words(60),
    "ink_share": _SHARE,
    "line_density": _SHARE,
    "stroke_rel_min": Number(0, 0.2),
    "tone_area_max": Number(0, 0.25),
    "feedback_summary": summary,
}
