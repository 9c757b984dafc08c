"""How urgent each picture is, whether it may wait, and in which order they are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from site_builder.documents import Page, Placement
from site_builder.planning.records import PRIORITIES
from site_builder.planning.slots import Need

BAND = 2  # placements of the entry page that are seen without scrolling
DEFAULT_COLUMNS = 3
CRITICAL, IMPORTANT, NICE_TO_HAVE = range(3)


@dataclass(frozen=True, slots=True)
class Ranked:
    need: Need
    priority: str
    stage: str


def ranked(needs: Sequence[Need], pages: Sequence[Page], *, generate_lazy: bool) -> list[Ranked]:
    """In the order in which they are made."""
    ranks = _Ranks(needs, pages)
    found = []
    for order, need in enumerate(needs):  # they come page by page, placement by placement
        rank = ranks.rank_of(need)
        is_lazy = rank == NICE_TO_HAVE and not generate_lazy and ranks.may_wait(need)
        found.append((rank, is_lazy, order, need))
    found.sort(key=lambda each: each[:3])
    return [
        Ranked(need, PRIORITIES[rank], "lazy" if is_lazy else "eager")
        for rank, is_lazy, _, need in found
    ]


class _Ranks:
    """The first hero, split and banner of each page, and what is seen without scrolling."""

    def __init__(self, needs: Sequence[Need], pages: Sequence[Page]) -> None:
        self._entry = next(page for page in pages if page.is_entry)
        shown = [each for each in self._entry.placements if _is_body(each)]
        self._band = {placement.pointer for placement in shown[:BAND]}
        self._first: dict[tuple[str, str], str] = {}
        for need in needs:
            key = (need.placement.page, need.slot["role"])
            self._first.setdefault(key, need.placement.pointer)

    def rank_of(self, need: Need) -> int:
        ceiling = PRIORITIES.index(need.slot["ceiling"])
        return max(self._wanted(need), ceiling)

    def may_wait(self, need: Need) -> bool:
        """It is on another page, or below the first row of a grid."""
        below = need.is_grid and need.index >= _columns(need.placement)
        return not self._on_entry(need) or below

    def _wanted(self, need: Need) -> int:
        match need.slot["role"]:
            case "hero":
                return self._hero(need)
            case "split" if self._leads_entry(need) and need.index == 0:
                return IMPORTANT
            case "cta" if self._leads_entry(need):
                return IMPORTANT
            case "grid" if self._in_band(need) and need.index < _columns(need.placement):
                return IMPORTANT
        return NICE_TO_HAVE

    def _hero(self, need: Need) -> int:
        if self._leads_entry(need) and self._in_band(need):
            return CRITICAL
        return IMPORTANT if self._leads(need) or self._in_band(need) else NICE_TO_HAVE

    def _leads(self, need: Need) -> bool:
        """It is in the first placement of its role on its page that needs a picture."""
        key = (need.placement.page, need.slot["role"])
        return self._first[key] == need.placement.pointer

    def _leads_entry(self, need: Need) -> bool:
        return self._on_entry(need) and self._leads(need)

    def _on_entry(self, need: Need) -> bool:
        return need.placement.page == self._entry.slug

    def _in_band(self, need: Need) -> bool:
        return need.placement.pointer in self._band


def _is_body(placement: Placement) -> bool:
    component = placement.component
    return component is not None and component["category"] not in ("navigation", "footer")


def _columns(placement: Placement) -> int:
    return int(placement.field("columns") or DEFAULT_COLUMNS)
