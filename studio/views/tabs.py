from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a list, as `studio/_tabs.html` draws it."""

    label: str
    url: str
    is_open: bool
    count: str = ""
