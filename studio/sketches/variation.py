"""How the sketches of a run differ: by layout and exaggeration, and by nothing else; pure."""

from __future__ import annotations

from dataclasses import dataclass

from studio.sketches.records import StyleRecord

LEAST, MOST, USUAL = 3, 6, 4
_WORDS = (
    (0.25, "near-natural proportions"),
    (0.45, "slightly caricatured"),
    (0.65, "clearly caricatured"),
    (0.85, "strongly exaggerated"),
)
_EXTREME = "extreme exaggeration"


@dataclass(frozen=True, slots=True)
class Variation:
    """`layout` is a key of `layouts.LAYOUTS`, `exaggeration` a share."""

    layout: str
    exaggeration: float

    @property
    def words(self) -> str:
        return words(self.exaggeration)


def vary(style: StyleRecord, count: int, *, turn: int = 0) -> list[Variation]:
    """One each; the first is the least exaggerated.

    `turn` counts re-rolls of a position, and moves its layout on: the drawing is to differ.
    """
    low, high = style.exaggeration_range
    step = (high - low) / (count - 1) if count > 1 else 0
    return [
        Variation(
            layout=style.layouts[(index + turn) % len(style.layouts)],
            exaggeration=round(low + step * index, 3),
        )
        for index in range(count)
    ]


def words(exaggeration: float) -> str:
    return next((said for most, said in _WORDS if exaggeration <= most), _EXTREME)
