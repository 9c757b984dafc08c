"""The components of a page, from `data/site_catalogue.json`: fields, variants, slots; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

PICTURES = ("image", "galleryImage")  # types of fields
FILE = Path(__file__).with_name("data") / "site_catalogue.json"


@cache
def components() -> Mapping[str, Mapping[str, Any]]:
    """By id."""
    found: dict[str, dict[str, Any]] = _book()["components"]
    return found


@cache
def aspect_ratios() -> tuple[str, ...]:
    return tuple(_book()["aspects"])


@cache
def site_types() -> tuple[str, ...]:
    return tuple(_book()["site_types"])


@cache
def _book() -> dict[str, Any]:
    book: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return book
