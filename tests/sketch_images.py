"""Sketches for tests: the library's own drawings, and one of them spoiled in every way (A5)."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

LIBRARY = Path(__file__).parent.parent / "studio" / "sketches" / "data" / "references"
SIDE_PX = 1024
Values = NDArray[np.float64]


def drawing(key: str = "bear-growl", side_px: int = SIDE_PX) -> Image.Image:
    """One of the library, in grey."""
    with Image.open(LIBRARY / f"{key}.png") as picture:
        return picture.convert("L").resize((side_px, side_px), Image.Resampling.LANCZOS)


def png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def _values(picture: Image.Image) -> Values:
    return np.asarray(picture).astype(np.float64)


def _picture(values: Values) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).round().astype(np.uint8))


def _coloured(picture: Image.Image, dark: tuple[int, ...], light: tuple[int, ...]) -> Image.Image:
    """From one colour where there is ink to another where there is none."""
    share = _values(picture)[..., None] / 255
    return _picture(np.array(dark) * (1 - share) + np.array(light) * share)


def tint(picture: Image.Image) -> Image.Image:
    return _coloured(picture, (20, 40, 120), (255, 255, 255))


def sepia_paper(picture: Image.Image) -> Image.Image:
    return _coloured(picture, (40, 26, 13), (244, 232, 208))


def grey_paper(picture: Image.Image, light: int = 240) -> Image.Image:
    return _picture(_values(picture) * light / 255)


def darker_paper(picture: Image.Image) -> Image.Image:
    return grey_paper(picture, 200)


def paper_grain(picture: Image.Image) -> Image.Image:
    noise = np.random.default_rng(1).normal(0, 8, picture.size[::-1])
    return _picture(_values(picture) * 238 / 255 + noise)


def faint_pencil(picture: Image.Image) -> Image.Image:
    return _picture(130 + _values(picture) * 125 / 255)


def transparent(picture: Image.Image) -> Image.Image:
    """Ink alone, the paper left out."""
    ink = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    ink.putalpha(picture.point([255 - value for value in range(256)]))
    return ink


def slight_cast(picture: Image.Image) -> Image.Image:
    """As a JPEG of good quality leaves it."""
    target = io.BytesIO()
    _coloured(picture, (4, 2, 0), (255, 254, 250)).save(target, "JPEG", quality=88)
    return Image.open(target).convert("RGB")


def gradient(picture: Image.Image) -> Image.Image:
    down = np.linspace(250, 120, picture.height)[:, None]
    return _picture(np.minimum(_values(picture), down))


def soft_shading(picture: Image.Image) -> Image.Image:
    """A soft shadow inside the figure."""
    rows, columns = np.mgrid[0 : picture.height, 0 : picture.width]
    reach = np.hypot(rows - picture.height * 0.55, columns - picture.width * 0.55)
    shade = 90 + 165 * np.clip(reach / (picture.width * 0.3), 0, 1)
    return _picture(np.minimum(_values(picture), shade))


def flat_grey(picture: Image.Image) -> Image.Image:
    """One even tone in the middle of the figure."""
    side = picture.width
    made = picture.copy()
    tone = Image.new("L", picture.size, 255)
    ImageDraw.Draw(tone).ellipse((side * 0.3, side * 0.3, side * 0.7, side * 0.7), fill=160)
    return Image.fromarray(np.minimum(np.asarray(made), np.asarray(tone)))


def blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(picture.width / 50))


def photo_texture(picture: Image.Image) -> Image.Image:
    """Cloth or concrete: coarse and fine unevenness of middle greys."""
    random = np.random.default_rng(2)
    coarse = Image.fromarray(random.integers(0, 256, (64, 64), dtype=np.uint8))
    cloth = _values(coarse.resize(picture.size, Image.Resampling.BICUBIC))
    noise = random.normal(0, 30, picture.size[::-1])
    return _picture(np.minimum(_values(picture), 60 + cloth * 0.6 + noise))


def hatched(picture: Image.Image) -> Image.Image:
    """Fine parallel strokes all over the figure."""
    made = picture.copy()
    draw = ImageDraw.Draw(made)
    side = picture.width
    for start in range(-side, side, 8):
        line = [(max(start, 0) + side * 0.08, side * 0.08), (start + side * 0.92, side * 0.92)]
        draw.line(line, fill=0, width=3)
    return made


def hairlines(picture: Image.Image) -> Image.Image:
    """The outline alone, as thin as a pixel allows."""
    shade = np.asarray(picture.resize((512, 512), Image.Resampling.BOX)) < 128
    padded = np.pad(shade, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    thin = Image.fromarray(np.where(shade & ~inner, 0, 255).astype(np.uint8))
    return thin.resize(picture.size, Image.Resampling.NEAREST)


def blank(picture: Image.Image) -> Image.Image:
    return Image.new("L", picture.size, 255)


def black(picture: Image.Image) -> Image.Image:
    return Image.new("L", picture.size, 0)


Spoil = Callable[[Image.Image], Image.Image]

REPAIRED: dict[str, Spoil] = {
    each.__name__: each
    for each in (tint, sepia_paper, grey_paper, darker_paper, paper_grain, faint_pencil)
}
FINE: dict[str, Spoil] = {each.__name__: each for each in (transparent, slight_cast)}
BEYOND: dict[str, tuple[Spoil, str]] = {  # and a check that it cannot meet
    "gradient": (gradient, "shading"),
    "soft_shading": (soft_shading, "shading"),
    "flat_grey": (flat_grey, "shading"),
    "blurred": (blurred, "shading"),
    "photo_texture": (photo_texture, "texture"),
    "hatched": (hatched, "line density"),
    "hairlines": (hairlines, "line weight"),
    "blank": (blank, "blank"),
    "black": (black, "ink share"),
}
