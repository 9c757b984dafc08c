"""Colours as sRGB triples: mixing, contrast, and the nearest shade that can be read."""

from __future__ import annotations

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
READABLE = 4.5  # WCAG 2.2, text
STEPS = 24


def parsed(text: str) -> Colour:
    """Of `#rrggbb`."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of the other in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """1 to 21, as WCAG counts it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_dark(colour: Colour) -> bool:
    return contrast(colour, WHITE) > contrast(colour, BLACK)


def readable(
    colour: Colour, on: tuple[Colour, ...], *, towards: Colour, least: float = READABLE
) -> Colour:
    """The shade nearest to `colour` on the way to another that reads on all of `on`."""
    for step in range(STEPS + 1):
        shade = mixed(colour, towards, step / STEPS)
        if all(contrast(shade, ground) >= least for ground in on):
            return shade
    return towards


def on_top(ground: Colour) -> Colour:
    """White or near-black, whichever reads better on the ground; white where both do."""
    dark = (17, 17, 17)
    white_reads = contrast(WHITE, ground) >= READABLE
    return WHITE if white_reads or contrast(WHITE, ground) > contrast(dark, ground) else dark


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
