"""What a person filtered by, in words, each with the address that is left without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from gallery.filters import HISTORY, PERIODS, REGISTERED, TIERS, ImageFilterSet
from gallery.models import Source


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    address: str


_LABELS: dict[str, Callable[[Any], str]] = {
    "tier": lambda tier: TIERS[tier],
    "period": lambda days: PERIODS[days],
    "start_date": lambda day: f"From {day.day} {day:%B %Y}",
    "end_date": lambda day: f"To {day.day} {day:%B %Y}",
    "history": lambda kind: HISTORY[kind],
    "has_edits": lambda yes: "With edits" if yes else "Without edits",
    "source": lambda source: Source(source).label,
    "starred": lambda yes: "Starred" if yes else "Not starred",
    "q": lambda words: f"“{words}”",
}


def chips(filters: ImageFilterSet) -> list[Chip]:
    pairs = parse_qsl(filters.address)
    return [
        Chip(_label(name, value), urlencode([pair for pair in pairs if not _is(pair, name, value)]))
        for name, values in filters.values.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _label(name: str, value: Any) -> str:
    if registered := REGISTERED.get(name):
        return registered.chip(value)
    return _LABELS.get(name, str)(value)


def _is(pair: tuple[str, str], name: str, value: Any) -> bool:
    """Whether the pair of the address says this; a name that has one value says only that."""
    return pair[0] == name and (not isinstance(value, str) or pair[1].strip() == value)
