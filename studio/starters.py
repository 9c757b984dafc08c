"""A few prompts that show what can be made: an empty page is a poor teacher."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Starter:
    title: str
    tagline: str
    prompt: str
    aspect_ratio: str

    @property
    def query(self) -> str:
        return "?" + urlencode({"prompt": self.prompt, "aspect_ratio": self.aspect_ratio})


STARTERS = (
    Starter(
        "Product",
        "Studio still life with hard light",
        "A matte ceramic bottle on a round plinth, terracotta paper backdrop, one hard key light "
        "from the left, long clean shadow, 85 mm",
        "4:5",
    ),
    Starter(
        "Landscape",
        "Layered distance, clear air",
        "Blue mountain ridges one behind the other at dawn, mist in the valleys, a thin line of "
        "warm light on the horizon, wide view",
        "16:9",
    ),
    Starter(
        "Architecture",
        "Sun, plaster, one bold colour",
        "Desert house with arches in lime plaster, a deep blue sky, strong noon shadows, one "
        "cypress, 35 mm",
        "1:1",
    ),
    Starter(
        "Food",
        "Linen, daylight, three-quarter view",
        "A bowl of citrus fruit on rumpled linen by a window, soft daylight from the right, one "
        "orange cut open, shallow depth of field",
        "3:2",
    ),
    Starter(
        "Botanical",
        "Flat pattern for print",
        "Overlapping tropical leaves as a flat pattern, deep greens with two mustard accents, "
        "screen-print texture, no background",
        "4:5",
    ),
    Starter(
        "Interior",
        "Lived-in room, window light",
        "A calm bedroom with a low oak bed and a terracotta throw, sage-green wall, morning sun "
        "through a linen curtain",
        "3:2",
    ),
)
