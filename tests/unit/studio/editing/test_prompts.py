from __future__ import annotations

from typing import Any

import pytest

from studio.editing.grading import Grade
from studio.editing.prompts import instruction, title
from studio.editing.regions import Region


def told(**said: Any) -> str:
    usual: dict[str, Any] = {"words": "", "preserve_composition": False}
    return instruction(**usual | said)


def test_words_stand_behind_what_they_are_for() -> None:
    assert told(mode="free", words="make it dusk") == "Edit this picture: make it dusk"


def test_composition_is_preserved_by_a_sentence_of_its_own() -> None:
    kept = told(mode="free", words="make it dusk", preserve_composition=True)
    assert "Keep the composition" in kept
    assert "Keep the composition" not in told(mode="free", words="make it dusk")


def test_region_is_told_in_thousandths_of_what_the_model_sees() -> None:
    said = told(
        mode="region",
        words="a blue cup",
        regions=[Region(0.5, 0.25, 0.25, 0.25)],
        crop=(400, 100, 1000, 700),
        size=(1000, 1000),
    )
    assert "[250, 167, 667, 583] a blue cup" in said  # ymin, xmin, ymax, xmax
    assert "All else stays exactly as it is" in said


def test_each_region_has_its_own_words_after_those_for_all() -> None:
    regions = [Region(0, 0, 0.5, 0.5, "a cat"), Region(0.5, 0.5, 0.5, 0.5, "a dog")]
    said = told(mode="region", words="In ink.", regions=regions, size=(100, 100))
    assert "[0, 0, 500, 500] In ink. a cat" in said
    assert "[500, 500, 1000, 1000] In ink. a dog" in said


def test_style_comes_by_name_or_from_the_pictures_behind() -> None:
    assert told(mode="style", style="oil").startswith("Redraw this picture as an oil painting")
    assert "the look of image 2:" in told(mode="style", references=1)
    assert "the look of images 2 to 4:" in told(mode="style", references=3)


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        (Grade(warmth=80), "much warmer"),
        (Grade(warmth=-40), "cooler"),
        (Grade(contrast=-10), "slightly less contrast"),
        (Grade(saturation=100, brightness=-30), "much more vivid, darker"),
        (Grade(look="black-white"), "black and white"),
    ],
)
def test_grade_is_told_in_words(grade: Grade, words: str) -> None:
    assert words in told(mode="grade", grade=grade)


def test_extending_names_the_ratio() -> None:
    assert "to the ratio 21:9" in told(mode="extend", aspect_ratio="21:9")


@pytest.mark.parametrize("mode", ["free", "add", "region", "style", "grade", "extend"])
def test_same_edit_has_the_same_words(mode: str) -> None:
    said: dict[str, Any] = {
        "mode": mode,
        "words": "warm",
        "regions": [Region(0, 0, 1, 1)],
        "size": (10, 10),
        "style": "oil",
        "grade": Grade(warmth=1),
        "aspect_ratio": "1:1",
    }
    assert told(**said) == told(**said)
    assert "warm" in told(**said)


def test_title_is_the_persons_words_else_what_was_chosen() -> None:
    assert title(mode="free", words="make it dusk") == "make it dusk"
    marked = [Region(0, 0, 1, 1, "a cat"), Region(0, 0, 1, 1, " ")]
    assert title(mode="region", words="", regions=marked) == "a cat"
    assert title(mode="style", words="", style="pixel-art") == "Pixel art"
    assert title(mode="style", words="") == "In another style"
    assert title(mode="grade", words="", grade=Grade(brightness=-70)) == "Much darker"
    assert title(mode="extend", words="", aspect_ratio="16:9") == "Extended to 16:9"
    assert title(mode="free", words="") == ""
