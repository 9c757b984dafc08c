"""The site's language: its direction, and the few words that the pages bring themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "data" / "site_words.json"
RIGHT_TO_LEFT = ("ar", "he", "fa", "ur")
RIGHT_TO_LEFT_SCRIPTS = {"arab", "hebr", "thaa"}
DEFAULT = "en"


def language_of(document: Mapping[str, Any]) -> str:
    return document.get("language") or DEFAULT


def direction_of(language: str) -> str:
    parts = language.lower().split("-")
    script = next((part for part in parts[1:] if len(part) == 4), "")
    if script:
        return "rtl" if script in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if parts[0] in RIGHT_TO_LEFT else "ltr"


def words_of(language: str) -> Mapping[str, str]:
    """English where the pages have no words of that language yet."""
    book = _book()
    return book.get(language.lower().split("-")[0], book[DEFAULT])


@cache
def _book() -> dict[str, dict[str, str]]:
    book: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return book
