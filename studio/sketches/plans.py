"""What is kept of a sketch in its generation from the request to the finished drawing; pure.

It lies in `Generation.requested["sketch"]`, so that a retry does the same again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

KEY = "sketch"
MAX_REFERENCES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchPlan:
    """`references` are words of `SketchReference`: their drawings go along, in this order."""

    layout: str
    exaggeration: float
    references: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{**kept, "references": tuple(kept["references"])})


def plan_in(requested: Mapping[str, Any]) -> SketchPlan | None:
    """The plan of a request as `Generation.requested` keeps it; None where it is no sketch."""
    kept = requested.get(KEY)
    return SketchPlan.from_json(kept) if kept else None
