"""Colours and palettes by their names in a prompt."""

from __future__ import annotations

import colorsys
from random import Random

from PIL import ImageColor

from studio.simulator.words import Brief

Colour = tuple[int, int, int]

NAMED = {
    "red": "#c8453b", "crimson": "#a8243a", "orange": "#e08a3c", "terracotta": "#c96f4a",
    "coral": "#ea7d67", "yellow": "#e9b949", "gold": "#c99a3f", "golden": "#d9a441",
    "green": "#5a8f5c", "sage": "#9fae90", "olive": "#7d8450", "mint": "#8fcbb2",
    "teal": "#2f8583", "turquoise": "#3fb0ac", "blue": "#3f74b5", "navy": "#22365f",
    "azure": "#4b9bd6", "indigo": "#44489b", "purple": "#7a55a5", "violet": "#8560b8",
    "lavender": "#a99bd0", "magenta": "#c2478f", "pink": "#e39ab0", "rose": "#d98594",
    "brown": "#8a5f42", "beige": "#d9c6a9", "cream": "#f0e4cf", "black": "#26262a",
    "white": "#f2efe9", "grey": "#8d8f94", "gray": "#8d8f94", "silver": "#b6bac0",
}  # fmt: skip

# Background, large shape, second shape, accent, dark; chosen by eye.
PALETTES = {
    "warm": ("#f3e3d0", "#d98b5f", "#b3533c", "#f0b96b", "#4a2b28"),
    "cool": ("#dfe9ee", "#6f9fb8", "#38618a", "#e8c9a0", "#1d2e45"),
    "sage": ("#e9ebe0", "#9fb094", "#5f7d68", "#e0a678", "#2e3d35"),
    "pastel": ("#f7ece8", "#f0bfc0", "#b9cfe4", "#f6dba6", "#6c6a8a"),
    "vivid": ("#fbead3", "#ee5d43", "#2a7f8e", "#f6b73c", "#26264a"),
    "plum": ("#efe3ea", "#a86a8d", "#5b3c6e", "#e9a77c", "#2b1f3a"),
    "night": ("#1b2340", "#34457a", "#5a4b8c", "#f2c879", "#0d1122"),
    "mono": ("#ecebe8", "#b9b8b4", "#77777a", "#dcdad5", "#2a2a2d"),
}
PALETTE_WORDS = {
    "night": ("night", "midnight", "neon", "dark", "cyberpunk", "galaxy", "space"),
    "mono": ("monochrome", "black and white", "noir", "greyscale", "grayscale"),
    "pastel": ("pastel", "soft", "baby", "gentle", "delicate", "spring"),
    "vivid": ("vivid", "vibrant", "bold", "colourful", "colorful", "pop", "playful", "fun"),
    "sage": ("green", "sage", "natural", "organic", "eco", "forest", "botanical", "herbal"),
    "cool": ("cool", "blue", "winter", "cold", "ice", "sea", "water", "tech", "clean", "teal"),
    "plum": ("purple", "violet", "plum", "magic", "mystic", "lavender", "luxury", "dream"),
    "warm": ("warm", "orange", "autumn", "sunset", "golden", "cozy", "desert", "earthy", "red"),
}


def rgb(colour: str) -> Colour:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` 0 is the one colour, 1 the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def lighter(colour: Colour, share: float) -> Colour:
    return mix(colour, (255, 250, 240), share)


def darker(colour: Colour, share: float) -> Colour:
    return mix(colour, (16, 14, 28), share)


def named_colours(brief: Brief) -> list[Colour]:
    """Colours that the prompt names, in its order."""
    return [rgb(NAMED[word]) for word in brief.words if word in NAMED]


def palette_for(brief: Brief, random: Random) -> list[Colour]:
    """Five colours that fit the words: background, two shapes, accent, dark."""
    fitting = [name for name, words in PALETTE_WORDS.items() if brief.has(*words)]
    name = fitting[0] if fitting else random.choice(("warm", "cool", "sage", "plum", "vivid"))
    palette = [_shifted(rgb(colour), random) for colour in PALETTES[name]]
    for place, colour in zip((1, 2, 3), named_colours(brief), strict=False):
        palette[place] = colour
    return palette


def _shifted(colour: Colour, random: Random) -> Colour:
    """The same colour, a little to the side: two calls never paint quite alike."""
    hue, light, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in colour))
    hue = (hue + random.uniform(-0.018, 0.018)) % 1
    light = min(max(light + random.uniform(-0.02, 0.02), 0), 1)
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)
