"""Quoted words set as type, and made-up brand marks."""

from __future__ import annotations

import math
import re
from random import Random

from PIL import Image, ImageDraw, ImageFont

from studio.simulator import brushes
from studio.simulator.colours import Colour, darker, lighter, palette_for
from studio.simulator.words import Brief

OVER = 2
TYPE = (
    "poster", "sign", "lettering", "headline", "text", "says", "reads", "quote", "card", "banner",
    "title", "typography", "logo", "words", "caption", "flyer", "cover", "label",
)  # fmt: skip
MARKS = ("logo", "emblem", "brand mark", "monogram", "wordmark", "icon", "business card")


def is_wanted(brief: Brief) -> bool:
    return bool(brief.quoted) and brief.has(*TYPE)


def is_mark(brief: Brief) -> bool:
    return brief.has(*MARKS)


def set_over(image: Image.Image, words: str) -> Image.Image:
    """The words in the lower third, large and white, on a soft dark ground."""
    shade = brushes.vertical_mask(image.size, (0, 0, 0.05, 0.45, 0.72))
    dark = Image.new("RGB", image.size, (14, 12, 18))
    image = Image.composite(dark, image, shade)
    font = _fitted(words, image.width * 0.84, image.height * 0.15)
    place = (image.width / 2, image.height * 0.83)
    ImageDraw.Draw(image).text(place, words, font=font, fill=(255, 250, 240), anchor="mm")
    return image


def _fitted(words: str, width: float, height: float) -> ImageFont.FreeTypeFont:
    """The largest size at which the words fit into the box."""
    probe = _font(100)
    size = min(height, 100 * width / max(probe.getlength(words), 1))
    return _font(max(size, 10))


def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType.")
    return font


def mark(brief: Brief, size: tuple[int, int], random: Random) -> Image.Image:
    """A geometric sign above the brand's name, on plain paper."""
    palette = palette_for(brief, random)
    paper = lighter(palette[0], 0.55)
    sheet = Image.new("RGB", (size[0] * OVER, size[1] * OVER), paper)
    side = min(size) * OVER
    centre = (size[0], size[1] * 0.88)
    draw = ImageDraw.Draw(sheet)
    shape = random.choice((_petals, _rings, _stack))
    shape(draw, centre, side * 0.19, [palette[2], palette[1], palette[3]], paper)
    name = brand_name(brief)
    font = _fitted(name, side * 0.62, side * 0.085)
    place = (size[0], centre[1] + side * 0.31)
    draw.text(place, name, font=font, fill=darker(palette[4], 0.1), anchor="mm")
    return sheet.reduce(OVER)


def brand_name(brief: Brief) -> str:
    """The quoted name, else the first capitalised word after `for` or `called`, else a word."""
    if brief.quoted:
        return brief.quoted
    named = re.search(r"\b(?:called|named|for)\s+(?:an?\s+|the\s+)?([A-Z][\w&'-]+)", brief.prompt)
    if named:
        return named[1]
    usual = [word for word in brief.words if word not in (*MARKS, "minimal", "modern", "simple")]
    return usual[0].title() if usual else "Studio"


def _petals(
    draw: ImageDraw.ImageDraw,
    centre: tuple[float, float],
    radius: float,
    colours: list[Colour],
    paper: Colour,
) -> None:
    """Six overlapping discs around a bare middle."""
    for turn in range(6):
        angle = math.tau * turn / 6 - math.pi / 2
        at = (
            centre[0] + math.cos(angle) * radius * 0.56,
            centre[1] + math.sin(angle) * radius * 0.56,
        )
        _disc(draw, at, radius * 0.44, colours[turn % 2])
    _disc(draw, centre, radius * 0.3, paper)
    _disc(draw, centre, radius * 0.16, colours[2])


def _rings(
    draw: ImageDraw.ImageDraw,
    centre: tuple[float, float],
    radius: float,
    colours: list[Colour],
    paper: Colour,
) -> None:
    """Half discs that answer each other."""
    x, y = centre
    for share, colour in ((1.0, colours[0]), (0.66, colours[1]), (0.34, colours[2])):
        wide = radius * share
        draw.pieslice((x - wide, y - wide, x + wide, y + wide), 180, 360, fill=colour)
        draw.pieslice(
            (x - wide, y - wide + radius * 0.1, x + wide, y + wide + radius * 0.1),
            0, 180, fill=colours[(colours.index(colour) + 1) % 3],
        )  # fmt: skip


def _stack(
    draw: ImageDraw.ImageDraw,
    centre: tuple[float, float],
    radius: float,
    colours: list[Colour],
    paper: Colour,
) -> None:
    """Rising bars with round heads."""
    x, y = centre
    wide = radius * 0.42
    for place, (height, colour) in enumerate(zip((0.9, 1.5, 1.9), colours, strict=True)):
        left = x + (place - 1.5) * wide * 1.2 + wide * 0.1
        box = (left, y + radius - radius * height, left + wide, y + radius)
        draw.rounded_rectangle(box, wide / 2, fill=colour, corners=(True, True, False, False))


def _disc(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, colour: Colour
) -> None:
    draw.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=colour)
