"""The shape of each picture on a page, and how wide the page draws it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.documents import Placement

FULL = "100vw"
HALF = "(min-width: 60rem) 46vw, 92vw"
_INDEX = re.compile(r"\.(\d+)")
WIDE = ("posterImage", "backgroundImage")


@dataclass(frozen=True, slots=True)
class Shapes:
    """Of one placement."""

    placement: Placement

    def aspect(self, path: str) -> str:
        """Empty where the catalogue plans no picture there: it keeps its own shape."""
        slots = self.placement.component["image_slots"] if self.placement.component else []
        index = int(found[1]) if (found := _INDEX.search(path)) else 0
        name = path.rpartition(".")[2]
        for slot in slots:
            last = slot["path"].rpartition(".")[2]
            if name in last.split("+") or (last.endswith("[]") and path.startswith(last[:-2])):
                return self._aspect(slot["aspect"], index)
        return ""

    def sizes(self, path: str) -> str:
        if path in WIDE:
            return FULL
        columns = self.placement.field("columns")
        if isinstance(columns, int):
            return f"(min-width: 60rem) {round(92 / columns)}vw, (min-width: 38rem) 46vw, 92vw"
        return HALF

    def _aspect(self, rule: str | Mapping[str, Any], index: int) -> str:
        if isinstance(rule, str):
            return rule
        variant = self.placement.variant
        if cycle := rule.get("cycle", {}).get(variant):
            return str(cycle[index % len(cycle)])
        if index == 0 and (first := rule.get("first", {}).get(variant)):
            return str(first)
        by = variant if rule["by"] == "variant" else self.placement.field(rule["by"])
        return str(rule["map"].get(by) or next(iter(rule["map"].values())))
