"""The words that prompts and themes are made of, from `data/site_vocabulary.json`; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from site_builder import terms

FILE = Path(__file__).with_name("data") / "site_vocabulary.json"
_BY_SITE_TYPE = {
    "restaurant": "restaurant",
    "portfolio": "portfolio",
    "ecommerce": "shop",
    "nonprofit": "nonprofit",
    "community": "nonprofit",
    "educational": "education",
    "event": "event-venue",
    "business": "consulting",
}


@cache
def book() -> Mapping[str, Any]:
    """Everything, as the file has it."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def industry_of(document: Mapping[str, Any]) -> str:
    """The industry's key; derived from the kind of site where the spec names none that is known."""
    named = terms.key_of(document.get("industry", ""), book()["industries"])
    return named or _BY_SITE_TYPE.get(document["siteType"], "generic")


def industry(key: str) -> Mapping[str, Any]:
    found: dict[str, Any] = book()["industries"][key]
    return found
