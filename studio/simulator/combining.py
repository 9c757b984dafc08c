"""Several pictures in one, and one picture in another shape."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageOps, ImageStat

from studio.simulator import brushes
from studio.simulator.colours import darker, lighter, mix
from studio.simulator.grading import Look, apply

SAME_SHAPE = 0.03  # ratios closer than this differ only by rounding
OVER = 2
RIM = 0.09  # share of the picture that its continuation is drawn from


def reframe(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The whole picture in a new shape: what is missing at the sides is painted on."""
    before, after = image.width / image.height, size[0] / size[1]
    if abs(before / after - 1) < SAME_SHAPE:
        return image.resize(size, Image.Resampling.LANCZOS)
    scale = min(size[0] / image.width, size[1] / image.height)
    inner = (round(image.width * scale), round(image.height * scale))
    kept = image.resize(inner, Image.Resampling.LANCZOS)
    corner = ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2)
    return _joined(_continued(kept, size, corner), kept, corner)


def _continued(kept: Image.Image, size: tuple[int, int], corner: tuple[int, int]) -> Image.Image:
    """The sheet filled from the picture's rims: mirrored, drawn out, softer further away.

    Only the rim is used, so that no subject appears twice.
    """
    sheet = kept.resize(size).filter(ImageFilter.BoxBlur(max(size) / 16))
    sheet.paste(kept, corner)
    across = corner[0] > 0
    length = kept.width if across else kept.height
    rim = max(round(length * RIM), 2)
    for gap, near in (
        (corner[0] if across else corner[1], True),
        (_behind(kept, size, corner), False),
    ):
        if gap > 0:
            _draw_out(sheet, kept, corner, gap, rim, across=across, near=near)
    return sheet


def _behind(kept: Image.Image, size: tuple[int, int], corner: tuple[int, int]) -> int:
    """Pixels that are missing after the picture, on its right or below."""
    return max(size[0] - kept.width - corner[0], size[1] - kept.height - corner[1])


# What turns a picture so that a side of it lies on the left, and back again: each is its own
# inverse.  The key tells the side: across or down, before the picture or behind it.
_TO_LEFT = {
    (True, True): None,
    (True, False): Image.Transpose.FLIP_LEFT_RIGHT,
    (False, True): Image.Transpose.TRANSPOSE,
    (False, False): Image.Transpose.TRANSVERSE,
}


def _draw_out(
    sheet: Image.Image,
    kept: Image.Image,
    corner: tuple[int, int],
    gap: int,
    rim: int,
    *,
    across: bool,
    near: bool,
) -> None:
    """Fill one gap with the mirrored, stretched rim beside it."""
    turn = _TO_LEFT[across, near]
    strip = _turned(_drawn_out_to_the_left(_turned(kept, turn), gap, rim), turn)
    x, y = corner
    if across:
        x = 0 if near else x + kept.width
    else:
        y = 0 if near else y + kept.height
    sheet.paste(strip, (x, y))


def _turned(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return image if turn is None else image.transpose(turn)


def _drawn_out_to_the_left(kept: Image.Image, gap: int, rim: int) -> Image.Image:
    """The rim, mirrored and `gap` pixels wide; the farther from the picture the softer."""
    box = (0, 0, rim, kept.height)
    size = (gap, kept.height)
    strip = ImageOps.mirror(kept.crop(box)).resize(size, Image.Resampling.BICUBIC)
    soft = strip.filter(ImageFilter.BoxBlur(max(min(gap, 400) / 14, 1)))
    far = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_270).resize(size)
    return Image.composite(soft, strip, far)


def _joined(sheet: Image.Image, kept: Image.Image, corner: tuple[int, int]) -> Image.Image:
    """The picture itself in its place, its new borders without a seam."""
    mask = Image.new("L", kept.size, 255)
    edge = max(min(kept.size) // 40, 2)
    draw = ImageDraw.Draw(mask)
    for inset in range(edge):
        shade = round(255 * inset / edge)
        across = inset if sheet.width > kept.width else -1
        down = inset if sheet.height > kept.height else -1
        box = (across, down, kept.width - 1 - across, kept.height - 1 - down)
        draw.rectangle(box, outline=shade)
    sheet.paste(kept, corner, mask)
    return sheet


def compose(images: list[Image.Image], size: tuple[int, int], random: Random) -> Image.Image:
    """All pictures as prints in even rows on one ground whose colour comes from them."""
    tones = [brushes.mean_colour(image) for image in images]
    ground = tones[0]
    for place, tone in enumerate(tones[1:], start=2):
        ground = mix(ground, tone, 1 / place)
    sheet = brushes.gradient(size, [lighter(ground, 0.8), lighter(ground, 0.66)])
    gap = min(size) * 0.028
    for image, box in zip(images, _rows(images, size, gap), strict=True):
        sheet = _print(sheet, apply(image, Look(warmth=random.uniform(0, 0.08))), box, gap)
    return sheet


def _rows(
    images: list[Image.Image], size: tuple[int, int], gap: float
) -> list[tuple[float, float, float, float]]:
    """A box for each picture: rows of even height, each picture as wide as its shape asks."""
    count = len(images)
    shape = size[0] / size[1]
    rows = max(1, min(count, round(math.sqrt(count / shape))))
    height = (size[1] - gap * (rows + 1)) / rows
    boxes = []
    for row in range(rows):
        members = images[row * count // rows : (row + 1) * count // rows]
        ratios = [min(max(image.width / image.height, 0.6), 1.8) for image in members]
        unit = (size[0] - gap * (len(members) + 1)) / sum(ratios)
        left, top = gap, gap + row * (height + gap)
        for ratio in ratios:
            boxes.append((left, top, left + ratio * unit, top + height))
            left += ratio * unit + gap
    return boxes


def _print(
    sheet: Image.Image, image: Image.Image, box: tuple[float, float, float, float], gap: float
) -> Image.Image:
    """One picture with rounded corners and a soft shadow."""
    left, top, right, bottom = (round(value) for value in box)
    width, height = max(right - left, 2), max(bottom - top, 2)
    fitted = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    cast = Image.new("L", sheet.size)
    drop = round(gap * 0.2)
    ImageDraw.Draw(cast).rounded_rectangle(
        (left, top + drop, right, bottom + drop), gap * 0.4, fill=90
    )
    cast = cast.filter(ImageFilter.BoxBlur(gap * 0.3)).filter(ImageFilter.BoxBlur(gap * 0.3))
    dark = darker(brushes.mean_colour(sheet), 0.75)
    sheet = Image.composite(Image.new("RGB", sheet.size, dark), sheet, cast)
    corners = Image.new("L", (width * OVER, height * OVER))
    radius = gap * 0.4 * OVER
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, *corners.size), radius, fill=255)
    sheet.paste(fitted, (left, top), corners.resize((width, height)))
    return sheet


def harmonised(image: Image.Image, references: list[Image.Image]) -> Image.Image:
    """The picture moved half way towards the references' brightness and colour."""
    own = ImageStat.Stat(image.resize((64, 64)))
    others = [ImageStat.Stat(reference.resize((64, 64))) for reference in references]
    table: list[float] = []
    for band in range(3):
        mean = sum(other.mean[band] for other in others) / len(others)
        spread = sum(other.stddev[band] for other in others) / len(others)
        slope = 1 + 0.4 * (min(max(spread / max(own.stddev[band], 1), 0.6), 1.5) - 1)
        shift = 0.5 * (mean - own.mean[band])
        middle = own.mean[band]
        table += [(value - middle) * slope + middle + shift for value in range(256)]
    return image.point([min(max(round(value), 0), 255) for value in table])
