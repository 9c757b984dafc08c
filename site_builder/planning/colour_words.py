"""A colour as a word, since a picture model reads words better than hex codes."""

from __future__ import annotations

import colorsys

_HUES = (
    (0.035, "red"),
    (0.11, "orange"),
    (0.18, "yellow"),
    (0.45, "green"),
    (0.53, "teal"),
    (0.70, "blue"),
    (0.80, "violet"),
    (0.94, "pink"),
    (1.0, "red"),
)
_GREY_BELOW = 0.12  # saturation
_BLACK_BELOW, _WHITE_ABOVE = 0.12, 0.93  # lightness
_DARK_BELOW = 0.42
_WARM_DARK = {"orange": "brown", "yellow": "olive"}


def colour_word(hex_code: str) -> str:
    """ "#A65F2B" is "brown", "#1D4ED8" is "blue"."""
    red, green, blue = (int(hex_code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if lightness < _BLACK_BELOW:
        return "black"
    if lightness > _WHITE_ABOVE:
        return "white"
    if saturation < _GREY_BELOW:
        return "grey"
    word = next(word for limit, word in _HUES if hue <= limit)
    return _WARM_DARK.get(word, word) if lightness < _DARK_BELOW else word
