"""The model's answer to a crop back into the picture that it was cut from; pure.

`locked` changes the marked boxes alone: everywhere else each pixel is the source's own.  `whole`
takes all that the model drew and softens only the crop's borders.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.editing.regions import Box, Size
from studio.editing.registration import Registration, Slide, register

COMPARED_PX = 1024  # the longer side at which the two are compared
TONE_PX = 256  # and at which their colours are
APART = 0.03  # of the longer side: what lies so near to a marked box may have changed with it
FEATHER, WIDEST_FEATHER_PX = 0.08, 32  # of a box's shorter side
LEAST_GAIN, MOST_GAIN, MOST_OFFSET = 0.85, 1.18, 24.0

Alpha = NDArray[np.float32]  # 0 to 1
Colours = NDArray[np.float32]  # height, width, channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far the model had moved what it was not to touch, in pixels of the source.

    `px` is where it shows the most, in a corner of the crop; `why` says why it is not known.
    """

    px: float
    dx: float
    dy: float
    scale: float
    residual: float
    why: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "px": round(self.px, 2),
            "dx": round(self.dx, 2),
            "dy": round(self.dy, 2),
            "scale": round(self.scale, 5),
            "residual": round(self.residual, 2),
            "registered": not self.why,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class _Fit:
    """Where each pixel of the crop lies in the answer, and how the answer's colours differ."""

    answer: Image.Image
    crop: Box
    compared: Size
    slide: Slide
    tone: tuple[int, ...] = ()

    def patch(self, box: Box, size: Size) -> Image.Image:
        """What the model drew for a box of the source, as large as asked."""
        left, right = self._span(box[0], box[2], axis=0)
        top, bottom = self._span(box[1], box[3], axis=1)
        spare = _spare(left, top, right, bottom, self.answer.size)
        answer = _widened(self.answer, spare)
        within = (left + spare, top + spare, right + spare, bottom + spare)
        drawn = answer.resize(size, Image.Resampling.LANCZOS, box=within)
        return drawn.point(self.tone) if self.tone else drawn

    def _span(self, start: int, end: int, *, axis: int) -> tuple[float, float]:
        middle = self.compared[axis] / 2
        moved = self.slide.dy if axis else self.slide.dx
        first, length = self.crop[axis], self.crop[axis + 2] - self.crop[axis]
        there = (
            ((edge - first) / length * self.compared[axis] - middle) * self.slide.scale
            + middle
            + moved
            for edge in (start, end)
        )
        low, high = (edge / self.compared[axis] * self.answer.size[axis] for edge in there)
        return low, high


def locked(
    source: Image.Image, answer: Image.Image, *, crop: Box, boxes: Sequence[Box]
) -> tuple[Image.Image, Drift]:
    """The source with the answer inside the boxes, which fade in from their borders."""
    fit, drift = _fitted(source, answer, crop, boxes)
    finished = source.copy()
    for box in boxes:
        alpha = _faded(box, within=source.size)
        _lay(finished, fit.patch(box, _size(box)), box, alpha)
    return finished, drift


def whole(
    source: Image.Image, answer: Image.Image, *, crop: Box, boxes: Sequence[Box]
) -> tuple[Image.Image, Drift]:
    """The source with all of the answer where the crop was."""
    fit, drift = _fitted(source, answer, crop, boxes)
    finished = source.copy()
    alpha = _faded(crop, within=source.size)
    _lay(finished, replace(fit, tone=()).patch(crop, _size(crop)), crop, alpha)
    return finished, drift


def _size(box: Box) -> Size:
    return box[2] - box[0], box[3] - box[1]


def _fitted(
    source: Image.Image, answer: Image.Image, crop: Box, boxes: Sequence[Box]
) -> tuple[_Fit, Drift]:
    answer, before = on_white(answer), on_white(source.crop(crop))
    compared = _at_most(answer.size, COMPARED_PX)
    alike = _alike(crop, boxes, compared)
    found = register(_plane(before, compared), _plane(answer, compared), alike)
    fit = _Fit(answer, crop, compared, found.slide)
    if found.found:
        fit = replace(fit, tone=_tone(fit, before, alike))
    return fit, _drift(found, _size(crop), compared)


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _at_most(size: Size, side_px: int) -> Size:
    scale = min(1.0, side_px / max(size))
    return max(round(size[0] * scale), 2), max(round(size[1] * scale), 2)


def _plane(picture: Image.Image, size: Size) -> NDArray[np.float32]:
    grey = picture.convert("L").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(grey, dtype=np.float32)


def _alike(crop: Box, boxes: Sequence[Box], size: Size) -> NDArray[np.bool_]:
    """Where nothing was to change, at the compared size."""
    alike = np.ones((size[1], size[0]), dtype=np.bool_)
    across, down = size[0] / (crop[2] - crop[0]), size[1] / (crop[3] - crop[1])
    apart = APART * max(size)
    for box in boxes:
        left, right = ((edge - crop[0]) * across for edge in (box[0], box[2]))
        top, bottom = ((edge - crop[1]) * down for edge in (box[1], box[3]))
        rows = slice(max(int(top - apart), 0), math.ceil(bottom + apart))
        alike[rows, max(int(left - apart), 0) : math.ceil(right + apart)] = False
    return alike


def _drift(found: Registration, crop: Size, compared: Size) -> Drift:
    slide = found.slide
    across, down = crop[0] / compared[0], crop[1] / compared[1]
    dx, dy = slide.dx * across, slide.dy * down
    grown_x, grown_y = ((slide.scale - 1) * side / 2 for side in crop)
    farthest = math.hypot(abs(dx) + abs(grown_x), abs(dy) + abs(grown_y))
    return Drift(
        px=farthest, dx=dx, dy=dy, scale=slide.scale, residual=found.residual, why=found.why
    )


def _tone(fit: _Fit, before: Image.Image, alike: NDArray[np.bool_]) -> tuple[int, ...]:
    """A table that gives the answer the source's brightness and contrast, channel by channel.

    Measured where nothing was to change; what differs much there is new content and left out.
    """
    size = _at_most(fit.compared, TONE_PX)
    same = Image.fromarray(alike).resize(size, Image.Resampling.NEAREST)
    where = np.asarray(same, dtype=np.bool_)
    wanted = _colours(before.resize(size, Image.Resampling.BOX, reducing_gap=2.0))[where]
    found = _colours(fit.patch(fit.crop, size))[where]
    off = np.abs(wanted - found).sum(axis=1)
    usual = off <= 3 * np.median(off) + 6
    table: list[int] = []
    for channel in range(3):
        table += _curve(wanted[usual, channel], found[usual, channel])
    return tuple(table)


def _colours(picture: Image.Image) -> Colours:
    return np.asarray(picture, dtype=np.float32)


def _curve(wanted: Colours, found: Colours) -> list[int]:
    gain = float((wanted.std() + 1) / (found.std() + 1))
    gain = min(max(gain, LEAST_GAIN), MOST_GAIN)
    middle = float(found.mean())
    offset = min(max(float(wanted.mean()) - middle, -MOST_OFFSET), MOST_OFFSET)
    levels = np.arange(256, dtype=np.float32)
    curve = np.clip(np.rint((levels - middle) * gain + middle + offset), 0, 255)
    return [int(level) for level in curve]


def _spare(left: float, top: float, right: float, bottom: float, size: Size) -> int:
    """How far a box reaches beyond a picture."""
    return max(math.ceil(max(-left, -top, right - size[0], bottom - size[1])), 0)


def _widened(picture: Image.Image, spare: int) -> Image.Image:
    """With its outermost pixels drawn out on all sides."""
    if not spare:
        return picture
    margin = ((spare, spare), (spare, spare), (0, 0))
    return Image.fromarray(np.pad(np.asarray(picture), margin, mode="edge"))


def _faded(box: Box, *, within: Size) -> Image.Image:
    """Opaque inside a box, nothing at its border, except where that is the picture's own."""
    width, height = _size(box)
    reach = min(max(min(width, height) * FEATHER, 1), WIDEST_FEATHER_PX)
    across = _ramp(width, reach, box[0] > 0, box[2] < within[0])
    down = _ramp(height, reach, box[1] > 0, box[3] < within[1])
    alpha = np.minimum(across[None, :], down[:, None])
    eased = alpha * alpha * (3 - 2 * alpha)
    return Image.fromarray(np.rint(eased * 255).astype(np.uint8))


def _ramp(length: int, reach: float, fades_in: bool, fades_out: bool) -> Alpha:
    places = np.arange(length, dtype=np.float32) + 0.5
    ramp = np.ones(length, dtype=np.float32)
    if fades_in:
        ramp = np.minimum(ramp, places / reach)
    if fades_out:
        ramp = np.minimum(ramp, (length - places) / reach)
    return ramp


def _lay(target: Image.Image, patch: Image.Image, box: Box, alpha: Image.Image) -> None:
    """Where alpha is 0 the target keeps its very pixels: Pillow rounds to either end exactly."""
    target.paste(patch.convert(target.mode), box[:2], alpha)
