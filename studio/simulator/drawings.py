"""The library of line drawings, with their closed areas, for sketches and illustrations.

Each file has two bands of 512 pixels a side: ink (0) on paper (255), and the number of the area
(times ten, 0 outside) that a pixel belongs to, areas ordered from the largest down.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from studio.simulator.words import Brief

FOLDER = Path(__file__).with_name("drawings")
AREA_STEP = 10
WORKING_SIDE = 1024


@dataclass(frozen=True)
class Drawing:
    file: str
    title: str
    subjects: tuple[str, ...]
    areas: int


@cache
def library() -> tuple[Drawing, ...]:
    rows = json.loads((FOLDER / "manifest.json").read_text())
    return tuple(
        Drawing(row["file"], row["title"], tuple(row["subjects"]), row["areas"]) for row in rows
    )


def find(brief: Brief) -> Drawing | None:
    """The drawing whose subject the prompt names first."""
    for word in brief.words:
        for drawing in library():
            if word in drawing.subjects:
                return drawing
    return None


@lru_cache(maxsize=8)
def _bands(file: str) -> tuple[Image.Image, Image.Image]:
    with Image.open(FOLDER / file) as stored:
        ink, areas = stored.split()
        return ink, areas


@lru_cache(maxsize=8)
def ink(file: str) -> Image.Image:
    """Black lines on white at the working side, with smooth edges."""
    large = _bands(file)[0].resize((WORKING_SIDE, WORKING_SIDE), Image.Resampling.LANCZOS)
    steep = [min(max(round((value - 128) * 2.6 + 128), 0), 255) for value in range(256)]
    return large.filter(ImageFilter.GaussianBlur(2.2)).point(steep)


def weighted(lines: Image.Image, step: int) -> Image.Image:
    """Thicker (step > 0) or thinner (step < 0) lines; a step is about two pixels of 1024."""
    for _ in range(abs(step)):
        lines = lines.filter(ImageFilter.MinFilter(3) if step > 0 else ImageFilter.MaxFilter(3))
    return lines


@lru_cache(maxsize=4)
def area_masks(drawing: Drawing) -> list[Image.Image]:
    """One soft mask for each closed area, the largest first."""
    areas = _bands(drawing.file)[1]
    return [_area_mask(areas, number) for number in range(1, drawing.areas + 1)]


def _area_mask(areas: Image.Image, number: int) -> Image.Image:
    only = areas.point([255 * (value == number * AREA_STEP) for value in range(256)])
    return only.resize((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BICUBIC)


def silhouette(drawing: Drawing) -> Image.Image:
    """Everything that belongs to the figure, its lines included."""
    areas = _bands(drawing.file)[1]
    body = areas.point([255 * (value > 0) for value in range(256)])
    body = body.resize((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BICUBIC)
    return ImageChops.lighter(body, ImageChops.invert(ink(drawing.file)))
