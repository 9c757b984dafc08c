"""What is kept of an edit from the request to the finished version; pure.

It lies in `Generation.requested["edit"]`, so that a retry does the same again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from studio.editing.grading import Grade
from studio.editing.regions import Box, Region, Size

KEY = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`words` are the person's own, `instruction` is what the model gets in their place.

    Where there is a `crop`, it alone is sent, at `sent_px`; `aspect_ratio` and `resolution` are
    those of the finished version.
    """

    image_id: int
    mode: str
    words: str
    instruction: str
    preserve_composition: bool
    aspect_ratio: str
    resolution: str
    regions: tuple[Region, ...] = ()
    style: str = ""
    grade: Grade | None = None
    keep_pixels: bool = True
    crop: Box | None = None
    sent_px: Size | None = None

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        grade, crop, sent_px = kept["grade"], kept["crop"], kept["sent_px"]
        again = {
            "regions": tuple(Region(**each) for each in kept["regions"]),
            "grade": Grade(**grade) if grade else None,
            "crop": tuple(crop) if crop else None,
            "sent_px": tuple(sent_px) if sent_px else None,
        }
        return cls(**{**kept, **again})

    def for_version(self) -> dict[str, object]:
        """What a version remembers of it: neither the words, which it has, nor the plumbing."""
        told = {
            "mode": self.mode,
            "preserve_composition": self.preserve_composition,
            "regions": [region.as_json() for region in self.regions],
            "style": self.style,
            "grade": self.grade.as_json() if self.grade else None,
            "crop": list(self.crop) if self.crop else None,
        }
        return {name: value for name, value in told.items() if value not in ("", None, [])}


def plan_in(requested: Mapping[str, Any]) -> Plan | None:
    """The plan of a request as `Generation.requested` keeps it; None where it is no edit."""
    kept = requested.get(KEY)
    return Plan.from_json(kept) if kept else None
