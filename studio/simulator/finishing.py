"""The last steps of every picture: exact pixels, grain, and the mark that says "demo"."""

from __future__ import annotations

import math
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFont

from studio.simulator import brushes

# Painters work on about this many pixels; larger pictures are enlarged afterwards.
CANVAS_PIXELS = 1_500_000
WARM_PAPER = (255, 232, 200)


def canvas_size(pixels: tuple[int, int]) -> tuple[int, int]:
    """The size to paint at: the final one, or smaller with the same shape."""
    scale = min(1.0, math.sqrt(CANVAS_PIXELS / (pixels[0] * pixels[1])))
    return max(round(pixels[0] * scale), 1), max(round(pixels[1] * scale), 1)


def finish(image: Image.Image, pixels: tuple[int, int], random: Random) -> Image.Image:
    """The picture at its exact pixels, with grain and mark; line drawings stay clean."""
    lines = bool(image.info.get("lines"))
    final = image if image.size == pixels else image.resize(pixels, Image.Resampling.BICUBIC)
    if lines:
        final = _crisp(final, pixels[0] / image.width)
    else:
        final = brushes.grain(final, 0.22, (random.randrange(512), random.randrange(512)))
    final = mark(final, on_paper=lines)
    final.info["lines"] = lines
    return final


def drifted(image: Image.Image, drift: tuple[float, float, float]) -> Image.Image:
    """The picture slid and grown about its middle; its rims are drawn out to the borders."""
    dx, dy, scale = drift
    if drift == (0.0, 0.0, 1.0):
        return image
    spare = math.ceil(max(abs(dx), abs(dy)) + abs(scale - 1) * max(image.size)) + 2
    middle = [side / 2 for side in image.size]
    # For each pixel of the result, where it lies in the picture with its drawn-out rims.
    across = (1 / scale, 0, middle[0] - (middle[0] + dx) / scale + spare)
    down = (0, 1 / scale, middle[1] - (middle[1] + dy) / scale + spare)
    moved = _drawn_out(image, spare).transform(
        image.size, Image.Transform.AFFINE, (*across, *down), Image.Resampling.BICUBIC
    )
    moved.info["lines"] = image.info.get("lines", False)
    return moved


def on_warm_paper(image: Image.Image) -> Image.Image:
    """As a sketch comes back whose paper was not to be white."""
    tinted = ImageChops.multiply(image.convert("RGB"), Image.new("RGB", image.size, WARM_PAPER))
    tinted.info["lines"] = image.info.get("lines", False)
    return tinted


def _drawn_out(image: Image.Image, spare: int) -> Image.Image:
    width, height = image.size
    wider = Image.new("RGB", (width + 2 * spare, height + 2 * spare))
    wider.paste(image.resize(wider.size), (0, 0))
    for box, size, at in (
        ((0, 0, 1, height), (spare, height), (0, spare)),
        ((width - 1, 0, width, height), (spare, height), (width + spare, spare)),
        ((0, 0, width, 1), (width, spare), (spare, 0)),
        ((0, height - 1, width, height), (width, spare), (spare, height + spare)),
    ):
        wider.paste(image.crop(box).resize(size), at)
    wider.paste(image, (spare, spare))
    return wider


def _crisp(image: Image.Image, scale: float) -> Image.Image:
    """Enlarged lines with edges as sharp as before."""
    if scale < 1.2:
        return image
    steep = [min(max(round((value - 128) * scale + 128), 0), 255) for value in range(256)]
    return image.point(steep * 3)


def mark(image: Image.Image, *, on_paper: bool = False) -> Image.Image:
    """A small "demo" with a spark, bottom right; pale grey where it stands on paper."""
    stamp = _stamp(max(round(min(image.size) * 0.019), 10), on_paper)
    margin = max(round(min(image.size) * 0.018), 6)
    place = (image.width - stamp.width - margin, image.height - stamp.height - margin)
    marked = image.copy()
    marked.paste(stamp, place, stamp)
    return marked


@lru_cache(maxsize=32)
def _stamp(height: int, on_paper: bool) -> Image.Image:
    font = ImageFont.load_default(height)
    text_width = round(font.getlength("demo"))
    width, tall = round(text_width + height * 2.5), round(height * 1.75)
    stamp = Image.new("RGBA", (width, tall), (0, 0, 0, 0))
    draw = ImageDraw.Draw(stamp)
    ink = (172, 172, 172, 255) if on_paper else (255, 255, 255, 225)
    if not on_paper:
        draw.rounded_rectangle((0, 0, width - 1, tall - 1), tall / 2, fill=(18, 18, 24, 92))
    _spark(draw, (height * 1.05, tall / 2), height * 0.42, ink)
    draw.text((height * 1.7, tall / 2), "demo", font=font, fill=ink, anchor="lm")
    return stamp


def _spark(
    draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, ink: tuple[int, ...]
) -> None:
    x, y = centre
    waist = radius * 0.26
    draw.polygon(
        [
            (x, y - radius), (x + waist, y - waist), (x + radius, y), (x + waist, y + waist),
            (x, y + radius), (x - waist, y + waist), (x - radius, y), (x - waist, y - waist),
        ],
        fill=ink,
    )  # fmt: skip
