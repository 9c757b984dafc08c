from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageFilter

from studio.sketches import near_duplicates
from studio.sketches.layouts import DATA
from tests import sketch_images

LIBRARY = json.loads((DATA / "references" / "manifest.json").read_text())["items"]


def shifted(picture: Image.Image) -> Image.Image:
    return ImageChops.offset(picture, 11, 7)


def scaled(picture: Image.Image) -> Image.Image:
    sheet = Image.new("L", (1600, 1400), 255)
    sheet.paste(picture.resize((700, 700)), (500, 300))
    return sheet


def thickened(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.MinFilter(5))


def turned(picture: Image.Image) -> Image.Image:
    return picture.rotate(3, Image.Resampling.BICUBIC, fillcolor=255)


@pytest.mark.parametrize("item", LIBRARY, ids=lambda item: item["id"])
def test_hash_is_that_of_the_manifest(item: dict[str, str]) -> None:
    picture = sketch_images.drawing(item["id"], 512)
    assert near_duplicates.dhash256(picture) == item["dhash256"]


def test_different_drawings_are_far_apart() -> None:
    hashes = [item["dhash256"] for item in LIBRARY]
    apart = [near_duplicates.bits_apart(*pair) for pair in combinations(hashes, 2)]
    assert min(apart) >= 80


@pytest.mark.parametrize("change", [shifted, scaled, thickened, turned])
@pytest.mark.parametrize("key", ["bear-growl", "fish-leaping", "cat-seated"])
def test_same_drawing_is_known_again(
    key: str, change: Callable[[Image.Image], Image.Image]
) -> None:
    drawing = sketch_images.drawing(key, 512)
    one, other = map(near_duplicates.dhash256, (drawing, change(drawing)))
    assert near_duplicates.bits_apart(one, other) <= 65


def test_empty_sheets_are_like_nothing() -> None:
    blank = near_duplicates.dhash256(Image.new("L", (64, 64), 255))
    assert blank == ""
    assert not near_duplicates.are_near(blank, blank)


def test_pairs_name_those_that_are_too_similar() -> None:
    bear, fox = (sketch_images.drawing(key, 512) for key in ("bear-growl", "fox-sitting"))
    hashes = {
        "A": near_duplicates.dhash256(bear),
        "B": near_duplicates.dhash256(fox),
        "C": near_duplicates.dhash256(turned(bear)),
    }
    assert near_duplicates.pairs(hashes) == [("A", "C")]
