"""The complete specs that come with the product, to start a site from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from site_builder import planning, vocabulary

FOLDER = Path(__file__).with_name("data") / "site_specs"
FIRST = "serene-flow-yoga"


@dataclass(frozen=True, slots=True)
class Example:
    """`key` is the file's name, and that of its picture in `static/img/sites`."""

    key: str
    name: str
    trade: str
    images: int

    @property
    def picture(self) -> str:
        return f"img/sites/{self.key}.webp"


@cache
def every() -> tuple[Example, ...]:
    keys = sorted(
        (path.stem for path in FOLDER.glob("*.json")), key=lambda key: (key != FIRST, key)
    )
    return tuple(_example(key, document_of(key)) for key in keys)


def document_of(key: str) -> dict[str, Any]:
    """Raises KeyError where there is no such example."""
    path = FOLDER / f"{key}.json"
    if path.parent != FOLDER or not path.is_file():
        raise KeyError(key)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _example(key: str, document: Mapping[str, Any]) -> Example:
    trade = vocabulary.industry(vocabulary.industry_of(document))["label"]
    return Example(
        key=key,
        name=document["businessName"],
        trade=f"{trade[:1].upper()}{trade[1:]}",
        images=len(planning.plan(document).requirements),
    )
