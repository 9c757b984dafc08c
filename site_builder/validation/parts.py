"""The parts of a document that may be wrong in any way: what is not of its kind is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder import catalogue


@dataclass(frozen=True, slots=True)
class Part:
    """A page or a placement and where it stands."""

    pointer: str
    value: dict[str, Any]

    def text(self, name: str) -> str:
        found = self.value.get(name)
        return found if isinstance(found, str) else ""

    def entries(self, name: str) -> Iterator[Part]:
        """The objects of one of its lists."""
        found = self.value.get(name)
        for index, entry in enumerate(found if isinstance(found, list) else []):
            if isinstance(entry, dict):
                yield Part(f"{self.pointer}/{name}/{index}", entry)

    def part(self, name: str) -> Part:
        found = self.value.get(name)
        return Part(f"{self.pointer}/{name}", found if isinstance(found, dict) else {})


def pages_in(document: Part) -> list[Part]:
    return list(document.entries("pages"))


def placements_in(page: Part) -> list[Part]:
    return list(page.entries("components"))


def is_known(placement: Part) -> bool:
    return placement.text("componentId") in catalogue.components()


def ids_in(placements: list[Part]) -> list[str]:
    """The id of each; one without is called after its component and its place among its like."""
    seen: dict[str, int] = {}
    ids = []
    for placement in placements:
        name = placement.text("componentId")
        seen[name] = seen.get(name, 0) + 1
        ids.append(placement.text("id") or f"{name}-{seen[name]}")
    return ids
