"""Parts of a picture: as people draw them, and the crop around them that a model gets; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

Size = tuple[int, int]  # width and height
Box = tuple[int, int, int, int]  # left, top, right and bottom in pixels

MAX_REGIONS = 8
MIN_SIDE = 0.01  # of the picture: less cannot be hit with a finger, nor drawn by a model
CONTEXT = 0.6  # how much of the marked box's longer side is shown around it
MIN_CROP_PX = 256  # with less around it a model does not know what it looks at


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in shares of the picture, 0 to 1, and the words that are for it alone."""

    x: float
    y: float
    width: float
    height: float
    prompt: str = ""

    @property
    def is_possible(self) -> bool:
        edges = (self.x, self.y, self.width, self.height)
        return (
            all(math.isfinite(edge) and 0 <= edge <= 1 for edge in edges)
            and min(self.width, self.height) >= MIN_SIDE
            and max(self.x + self.width, self.y + self.height) <= 1 + 1e-6
        )

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    def in_pixels(self, size: Size) -> Box:
        """At least one pixel each way, never beyond the picture."""
        left, right = _span(self.x, self.width, size[0])
        top, bottom = _span(self.y, self.height, size[1])
        return left, top, right, bottom


def _span(start: float, length: float, side_px: int) -> tuple[int, int]:
    first = min(round(start * side_px), side_px - 1)
    return first, max(min(round((start + length) * side_px), side_px), first + 1)


def around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True, slots=True)
class Crop:
    """What is cut out of a picture, and the ratio that it goes to the model in."""

    box: Box
    ratio: str

    @property
    def size(self) -> Size:
        return self.box[2] - self.box[0], self.box[3] - self.box[1]


def crop_around(regions: Sequence[Region], size: Size, shapes: Mapping[str, float]) -> Crop:
    """The smallest crop with some context that has one of the shapes (width by height).

    Where no shape fits into the picture, the nearest one stretches by a few percent: the crop goes
    out stretched and comes back straightened.
    """
    marked = around(region.in_pixels(size) for region in regions)
    wanted = _with_context(marked, size)
    crops = (_shaped(wanted, size, ratio, shape) for ratio, shape in shapes.items())
    return min(crops, key=lambda crop: (_stretch(crop, shapes), crop.size[0] * crop.size[1]))


def _with_context(box: Box, size: Size) -> Box:
    margin = round(max(box[2] - box[0], box[3] - box[1], MIN_CROP_PX / 2) * CONTEXT)
    return (
        max(box[0] - margin, 0),
        max(box[1] - margin, 0),
        min(box[2] + margin, size[0]),
        min(box[3] + margin, size[1]),
    )


def _shaped(box: Box, size: Size, ratio: str, shape: float) -> Crop:
    """The box grown to the shape as far as the picture goes."""
    width, height = box[2] - box[0], box[3] - box[1]
    if width / height < shape:
        width = min(round(height * shape), size[0])
    else:
        height = min(round(width / shape), size[1])
    left = _slid(box[0], box[2], width, size[0])
    top = _slid(box[1], box[3], height, size[1])
    return Crop((left, top, left + width, top + height), ratio)


def _slid(start: int, end: int, length: int, side_px: int) -> int:
    """Where a longer span begins that has the short one in its middle and stays inside."""
    return min(max((start + end - length) // 2, 0), side_px - length)


def _stretch(crop: Crop, shapes: Mapping[str, float]) -> float:
    """How far it is from its shape; what rounding does counts as nothing."""
    off = abs(math.log(crop.size[0] / crop.size[1] / shapes[crop.ratio]))
    return 0.0 if off < 0.01 else round(off, 3)


def nearest_shape(size: Size, shapes: Mapping[str, float]) -> str:
    """The ratio whose shape is the most like the picture's."""
    own = math.log(size[0] / size[1])
    return min(shapes, key=lambda ratio: abs(math.log(shapes[ratio]) - own))
