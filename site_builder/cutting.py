"""A made picture that did not come in its slot's shape, cut to it; pure."""

from __future__ import annotations

from dataclasses import dataclass

TOLERANCE = 0.05  # of the ratio: within it the layout alone sees to the shape

Point = tuple[float, float]  # from 0 to 1, from the left and from the top


@dataclass(frozen=True, slots=True)
class Cut:
    """What stays of a picture of `width_px` by `height_px`; `box` as Pillow takes it."""

    width_px: int
    height_px: int
    box: tuple[int, int, int, int]

    def moved(self, focal_point: Point) -> Point:
        """Where in what stays the point lies now."""
        left, top, right, bottom = self.box
        x = (focal_point[0] * self.width_px - left) / (right - left)
        y = (focal_point[1] * self.height_px - top) / (bottom - top)
        return _within(x), _within(y)


def cut_of(
    width_px: int, height_px: int, *, aspect_ratio: str, focal_point: Point = (0.5, 0.5)
) -> Cut | None:
    """Around the focal point, as near as the edges let it; None where the shape is right."""
    across, _, down = aspect_ratio.partition(":")
    wanted = int(across) / int(down)
    if abs(width_px / height_px / wanted - 1) <= TOLERANCE:
        return None
    width = min(width_px, max(1, round(height_px * wanted)))
    height = min(height_px, max(1, round(width_px / wanted)))
    left = _start(width_px, width, focal_point[0])
    top = _start(height_px, height, focal_point[1])
    return Cut(width_px, height_px, (left, top, left + width, top + height))


def _start(side: int, part: int, focal: float) -> int:
    return min(max(0, round(side * focal - part / 2)), side - part)


def _within(share: float) -> float:
    return round(min(max(0.0, share), 1.0), 3)
