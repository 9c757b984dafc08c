"""A drawing put right where that is honest: grey, white paper, no grain; Pillow and NumPy.

What the line itself is, nobody repairs: shading, hatching and hairlines stay to be seen.
"""

from __future__ import annotations

from collections.abc import Set

import numpy as np
from PIL import Image, ImageOps

from studio.sketches.measuring import Grey, grey

CUT_DARK, CUT_LIGHT = 1, 5  # percent of the pixels that become black and white
WHITE_FROM = 232
_STRETCHED = frozenset({"background", "paper", "contrast"})
_TONED = frozenset({"shading", "flat tones"})

# A sorting network for nine values that leaves the middle one in place 4 (Paeth 1990).
_MEDIAN_OF_NINE = (
    (1, 2), (4, 5), (7, 8), (0, 1), (3, 4), (6, 7), (1, 2), (4, 5), (7, 8), (0, 3),
    (5, 8), (4, 7), (3, 6), (1, 4), (2, 5), (4, 7), (4, 2), (6, 4), (4, 2),
)  # fmt: skip


def enforce(picture: Image.Image, failing: Set[str], *, posterise_to: int = 0) -> Image.Image:
    """Always luminance; beyond that only what answers a failing check.

    `posterise_to` is how many tones the owner allows beside black and white to be made of soft
    shading; 0 leaves shading alone.
    """
    made = grey(picture)
    if "texture" in failing:
        made = _without_grain(made)
    if failing & _STRETCHED:
        made = ImageOps.autocontrast(made, cutoff=(CUT_DARK, CUT_LIGHT))
        made = made.point([255 if value >= WHITE_FROM else value for value in range(256)])
    if posterise_to and failing & _TONED:
        made = _posterised(made, posterise_to + 2)
    return made


def repairs(check: str, *, posterise_to: int = 0) -> bool:
    """Whether something is done about a check that fails."""
    toned = bool(posterise_to) and check in _TONED
    return toned or check in _STRETCHED | {"colour", "texture"}


def _without_grain(picture: Image.Image) -> Image.Image:
    """The median of each 3 by 3."""
    shade: Grey = np.asarray(picture)
    padded = np.pad(shade, 1, mode="edge")
    high, wide = shade.shape
    nine = [padded[top : top + high, left : left + wide] for top in range(3) for left in range(3)]
    for one, other in _MEDIAN_OF_NINE:
        nine[one], nine[other] = (
            np.minimum(nine[one], nine[other]),
            np.maximum(nine[one], nine[other]),
        )
    return Image.fromarray(nine[4])


def _posterised(picture: Image.Image, levels: int) -> Image.Image:
    """Black, white, and evenly spaced tones between them."""
    step = 255 / (levels - 1)
    return picture.point([round(round(value / step) * step) for value in range(256)])
