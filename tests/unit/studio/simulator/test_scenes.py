from __future__ import annotations

from random import Random

import pytest

from studio.simulator import scenes
from studio.simulator.words import Brief

SITE = (
    'Professional website photography for a yoga studio called "Serene Flow" in Falmouth; the name '
    "is context only and must not appear in the picture. {subject}. Light: soft morning light. "
    "Composition: consistent series. Do NOT include: text, clip art, staged poses."
)
DRAWN = {
    "A teapot and cups on a tray": "espresso-cup.jpg",
    "A sourdough loaf on a board": "bread-loaves.jpg",
    "Restorative": "yoga-studio.jpg",
}


@pytest.mark.parametrize(("subject", "file"), DRAWN.items())
def test_picture_of_a_site_shows_its_subject_before_its_trade(subject: str, file: str) -> None:
    scene = scenes.choose(Brief(SITE.format(subject=subject)), Random(1))
    assert scene is not None
    assert scene.file == file
