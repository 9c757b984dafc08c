"""Gradients, shadows, shaded shapes, grain: the small tools of all painters."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from studio.simulator.colours import Colour, darker, lighter

Size = tuple[int, int]
Box = tuple[float, float, float, float]
Point = tuple[float, float]

GRAIN_SIDE = 512


def vertical_mask(size: Size, stops: tuple[float, ...]) -> Image.Image:
    """A mask that runs through the stops (0 to 1) from top to bottom."""
    column = Image.new("L", (1, len(stops)))
    column.putdata([round(stop * 255) for stop in stops])
    return column.resize(size, Image.Resampling.BICUBIC)


def gradient(size: Size, colours: list[Colour], *, across: bool = False) -> Image.Image:
    """A smooth run through the colours, from the top down or from left to right."""
    strip = Image.new("RGB", (len(colours), 1) if across else (1, len(colours)))
    strip.putdata(colours)
    return strip.resize(size, Image.Resampling.BICUBIC)


def radial(size: Size, centre: Point, radius: float) -> Image.Image:
    """A mask, bright at the centre and nothing at the radius (pixels); smooth."""
    side = max(round(radius * 2), 2)
    disc = ImageChops.invert(Image.radial_gradient("L")).point(_smooth_table())
    mask = Image.new("L", size)
    corner = (round(centre[0] - side / 2), round(centre[1] - side / 2))
    mask.paste(disc.resize((side, side), Image.Resampling.BILINEAR), corner)
    return mask


@lru_cache(maxsize=1)
def _smooth_table() -> list[int]:
    shares = [max((value - 74) / 181, 0) for value in range(256)]  # 74 is the inscribed circle
    return [round(255 * share * share * (3 - 2 * share)) for share in shares]


def vignette(image: Image.Image, strength: float) -> Image.Image:
    """Darker corners."""
    falloff = Image.radial_gradient("L").resize(image.size, Image.Resampling.BICUBIC)
    mask = falloff.point(lambda value: max(value - 95, 0) * 0.95 * strength)
    return Image.composite(Image.new("RGB", image.size, (8, 8, 14)), image, mask)


def glow(image: Image.Image, centre: Point, radius: float, colour: Colour) -> Image.Image:
    """Light added around a point."""
    light = Image.new("RGB", image.size)
    light.paste(colour, mask=radial(image.size, centre, radius))
    return ImageChops.screen(image, light)


def mean_colour(image: Image.Image) -> Colour:
    red, green, blue = ImageStat.Stat(image.resize((16, 16), Image.Resampling.BOX)).mean
    return round(red), round(green), round(blue)


@lru_cache(maxsize=1)
def _grain_tile() -> Image.Image:
    return Image.effect_noise((GRAIN_SIDE, GRAIN_SIDE), 26)


def grain(image: Image.Image, strength: float, offset: Point = (0, 0)) -> Image.Image:
    """Film grain; strength 0 to 1.  One stored tile, laid from a different corner each time."""
    tile = _grain_tile().point(lambda value: 128 + (value - 128) * strength * 0.5)
    tile = ImageChops.offset(tile, round(offset[0]), round(offset[1]))
    sheet = Image.new("L", image.size)
    for top in range(0, image.height, GRAIN_SIDE):
        for left in range(0, image.width, GRAIN_SIDE):
            sheet.paste(tile, (left, top))
    return ImageChops.add(image, Image.merge("RGB", (sheet, sheet, sheet)), 1, -128)


def mottle(size: Size, cell: int, sigma: float) -> Image.Image:
    """Cloudy unevenness around 128; `cell` is the size of a cloud in pixels."""
    small = (max(size[0] // cell, 2) + 1, max(size[1] // cell, 2) + 1)
    return Image.effect_noise(small, sigma).resize(size, Image.Resampling.BICUBIC)


def shadow(image: Image.Image, box: Box, *, blur: float, strength: float) -> Image.Image:
    """A soft dark ellipse, such as lies below a thing."""
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).ellipse(box, fill=round(255 * strength))
    mask = mask.filter(ImageFilter.BoxBlur(blur)).filter(ImageFilter.BoxBlur(blur))
    return Image.composite(Image.new("RGB", image.size, (28, 18, 24)), image, mask)


def rounded_shading(size: Size, colour: Colour) -> Image.Image:
    """How light from the left falls on something round that stands."""
    tones = [
        darker(colour, 0.12), lighter(colour, 0.22), lighter(colour, 0.3), colour,
        darker(colour, 0.22), darker(colour, 0.46), darker(colour, 0.4),
    ]  # fmt: skip
    return gradient(size, tones, across=True)


def paint_shape(image: Image.Image, mask: Image.Image, colour: Colour) -> None:
    """Fill a mask with the shading of a standing round body, within the mask's own bounds."""
    bounds = mask.getbbox()
    if bounds is None:
        return
    size = (bounds[2] - bounds[0], bounds[3] - bounds[1])
    image.paste(rounded_shading(size, colour), bounds[:2], mask.crop(bounds))


def sphere(image: Image.Image, centre: Point, radius: float, colour: Colour) -> Image.Image:
    """A matt ball with its shadow, lit from the upper left."""
    x, y = centre
    image = shadow(
        image,
        (x - radius * 0.7, y + radius * 0.72, x + radius * 1.5, y + radius * 1.12),
        blur=radius * 0.14,
        strength=0.5,
    )
    side = round(radius * 2)
    ball = Image.new("RGB", (side, side), darker(colour, 0.42))
    ball.paste(colour, mask=radial((side, side), (side * 0.4, side * 0.38), side * 0.62))
    ball.paste(
        lighter(colour, 0.55),
        mask=radial((side, side), (side * 0.34, side * 0.3), side * 0.3).point(_times(0.75)),
    )
    mask = Image.new("L", (side * 2, side * 2))
    ImageDraw.Draw(mask).ellipse((1, 1, side * 2 - 2, side * 2 - 2), fill=255)
    image.paste(ball, (round(x - radius), round(y - radius)), mask.resize((side, side)))
    return image


def _times(share: float) -> list[int]:
    return [round(value * share) for value in range(256)]
