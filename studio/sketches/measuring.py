"""What a sketch is, in numbers read from its pixels; Pillow and NumPy alone (reference, A5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.sketches import lettering

MEASURED_SIDE_PX = 512
FRAME_SHARE = 0.05
_COLOUR_SPREAD = 16
_WHITE, _LINE, _INK = 245, 128, 96
_TONES = (48, 224)
_TONE_BIN, _TONE_LEAST = 4, 0.001
_NEAR_LINES_PX = 3
_SAMPLED_EVERY_PX = 2  # the texture is a mean: a quarter of the pixels tells it as well

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares of all pixels, from 0 to 1; percentiles in grey levels; `stroke_rel` of a side."""

    colour: float
    background: float
    paper: float
    contrast: float
    tone_area: float
    flat_tones: int
    texture: float
    ink_share: float
    line_density: float
    stroke_rel: float
    letters: int


def measure(picture: Image.Image) -> Measures:
    """Of a copy no larger than 512 pixels; paper stands behind whatever is transparent."""
    small = _small(flat(picture))
    shade: Grey = np.asarray(small.convert("L"))
    lines = shade < _LINE
    contour = lines & ~_eroded_cross(lines)
    tones = _eroded((shade >= _TONES[0]) & (shade <= _TONES[1]))
    paper, contrast = np.percentile(shade, (90, 2))
    return Measures(
        colour=_colour(small),
        background=_background(shade),
        paper=float(paper),
        contrast=float(contrast),
        tone_area=float(tones.mean()),
        flat_tones=_flat_tones(shade, tones),
        texture=_texture(shade, lines),
        ink_share=float((shade < _INK).mean()),
        line_density=float(contour.mean()),
        stroke_rel=_stroke(lines, contour),
        letters=lettering.longest_row(lines),
    )


def flat(picture: Image.Image) -> Image.Image:
    """On white paper, RGB or grey."""
    if picture.mode in {"L", "RGB"}:
        return picture
    opaque = picture.convert("RGBA")
    sheet = Image.new("RGBA", opaque.size, "white")
    return Image.alpha_composite(sheet, opaque).convert("RGB")


def grey(picture: Image.Image) -> Image.Image:
    return flat(picture).convert("L")


def _small(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    if longest <= MEASURED_SIDE_PX:
        return picture
    scale = MEASURED_SIDE_PX / longest
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=2)


def _colour(picture: Image.Image) -> float:
    """The share of pixels whose channels lie apart."""
    if picture.mode == "L":
        return 0.0
    red, green, blue = (np.asarray(band) for band in picture.split())
    highest = np.maximum(np.maximum(red, green), blue)
    lowest = np.minimum(np.minimum(red, green), blue)
    return float((highest - lowest > _COLOUR_SPREAD).mean())


def _background(shade: Grey) -> float:
    """The share of the outer frame that is white."""
    high, wide = (max(1, round(side * FRAME_SHARE)) for side in shade.shape)
    frame = np.ones(shade.shape, dtype=bool)
    frame[high:-high, wide:-wide] = False
    return float((shade[frame] >= _WHITE).mean())


def _flat_tones(shade: Grey, tones: Mask) -> int:
    """How many greys lie flat somewhere."""
    bins = np.bincount(shade[tones] // _TONE_BIN, minlength=256 // _TONE_BIN)
    return int((bins >= _TONE_LEAST * shade.size).sum())


def _texture(shade: Grey, lines: Mask) -> float:
    """How far the paper lies from its own median, away from the lines."""
    paper = ~_dilated(lines, _NEAR_LINES_PX)
    step = _SAMPLED_EVERY_PX
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(shade, 2, mode="edge"), (5, 5))
    chosen = paper[::step, ::step]
    if not chosen.any():
        return 0.0
    around = windows[::step, ::step][chosen].reshape(-1, 25)
    medians = np.partition(around, 12, axis=1)[:, 12]
    values = shade[::step, ::step][chosen]
    return float(np.abs(values.astype(np.int16) - medians).mean())


def _stroke(lines: Mask, contour: Mask) -> float:
    """The mean width of a line: ink is length by width, contour twice the length."""
    edge = int(contour.sum())
    return 2 * int(lines.sum()) / edge / max(lines.shape) if edge else 0.0


def _eroded_cross(mask: Mask) -> Mask:
    """What has its like above, below and on both sides; beyond the border there is none."""
    padded = np.pad(mask, 1)
    return padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]


def _eroded(mask: Mask) -> Mask:
    """What a 5 by 5 minimum leaves of it."""
    return ~_dilated(~mask, 2)


def _dilated(mask: Mask, reach: int) -> Mask:
    """All within a square of that reach; one axis after the other."""
    high, wide = mask.shape
    tall = np.pad(mask, ((reach, reach), (0, 0)))
    rows: Mask = np.any([tall[at : at + high] for at in range(2 * reach + 1)], axis=0)
    broad = np.pad(rows, ((0, 0), (reach, reach)))
    whole: Mask = np.any([broad[:, at : at + wide] for at in range(2 * reach + 1)], axis=0)
    return whole
