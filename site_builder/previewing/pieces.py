"""The part of a made picture that its slot's shape leaves, as the export will cut it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from gallery import imaging
from gallery.models import Image
from site_builder import cutting
from site_builder.cutting import Cut, Point


@dataclass(frozen=True, slots=True)
class Piece:
    """Of a picture whose shape is another than its slot's; `cut` is in the pixels of the whole."""

    aspect_ratio: str
    focal_point: Point
    cut: Cut

    @classmethod
    def of(cls, image: Image, aspect_ratio: str, focal_point: Point) -> Self | None:
        """None where the layout alone sees to the shape."""
        cut = cutting.cut_of(
            image.width_px, image.height_px, aspect_ratio=aspect_ratio, focal_point=focal_point
        )
        return cls(aspect_ratio, focal_point, cut) if cut else None

    @property
    def size_px(self) -> tuple[int, int]:
        left, top, right, bottom = self.cut.box
        return right - left, bottom - top

    @property
    def word(self) -> str:
        """As its address names it; `taken` reads it."""
        x, y = self.focal_point
        return f"{self.aspect_ratio},{x},{y}"


def taken(data: bytes, word: str) -> bytes:
    """The piece of a rendition as WebP; raises BadImage."""
    aspect_ratio, x, y = word.split(",")
    point = (float(x), float(y))
    with imaging.decoded(data) as whole:
        cut = cutting.cut_of(
            whole.width_px, whole.height_px, aspect_ratio=aspect_ratio, focal_point=point
        )
        piece = replace(whole, pixels=whole.pixels.crop(cut.box)) if cut else whole
        return imaging.rendition(piece, piece.width_px).data
