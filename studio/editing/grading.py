"""Colour and light of a picture, as sliders and looks, in words that a model follows; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

FULL = 100  # a slider's end on either side
_SLIGHT, _MUCH = 25, 65  # up to here "slightly", from here "much"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """Sliders from -100 to 100, 0 for as it is; `look` is a key of LOOKS or nothing."""

    warmth: int = 0
    contrast: int = 0
    saturation: int = 0
    brightness: int = 0
    look: str = ""

    @property
    def is_flat(self) -> bool:
        return self == Grade()

    @property
    def sliders(self) -> tuple[int, ...]:
        return (self.warmth, self.contrast, self.saturation, self.brightness)

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Look:
    label: str
    words: str


LOOKS = {
    "golden-hour": Look("Golden hour", "the low, warm light of golden hour with long soft shadows"),
    "blue-hour": Look("Blue hour", "the cool, even light of blue hour just after sunset"),
    "faded-film": Look(
        "Faded film", "a vintage film look: lifted blacks, muted colours, fine grain"
    ),
    "slide-film": Look("Slide film", "a slide film look: vivid, clean colours with deep blacks"),
    "teal-orange": Look(
        "Cinema", "a cinematic grade: teal in the shadows, orange in skin and lamps"
    ),
    "bleached": Look("Bleach bypass", "a bleach bypass look: hard contrast, desaturated colours"),
    "black-white": Look("Black and white", "black and white with a full scale of greys"),
    "pastel": Look("Pastel", "soft pastel colours, bright and airy"),
}

# Slider, what it says on the left and on the right.
_SLIDERS = {
    "warmth": ("cooler", "warmer"),
    "contrast": ("less contrast", "more contrast"),
    "saturation": ("more muted", "more vivid"),
    "brightness": ("darker", "brighter"),
}


def moves(grade: Grade) -> list[str]:
    """ "much warmer", "slightly darker": what each slider that was moved asks for."""
    return list(_moves(grade))


def _moves(grade: Grade) -> Iterator[str]:
    for name, (less, more) in _SLIDERS.items():
        value = getattr(grade, name)
        if value:
            yield _degree(abs(value)) + (more if value > 0 else less)


def _degree(strength: int) -> str:
    if strength <= _SLIGHT:
        return "slightly "
    return "much " if strength >= _MUCH else ""


def title(grade: Grade) -> str:
    """ "Faded film, much warmer": what the edit is called where no words were given."""
    look = [LOOKS[grade.look].label] if grade.look else []
    said = ", ".join(look + moves(grade))
    return said[:1].upper() + said[1:]
