from __future__ import annotations

from decimal import Decimal

import pytest

from studio import wording


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "$0"),
        ("0.00001", "under $0.001"),
        ("0.0336", "$0.034"),
        ("0.5361", "$0.54"),
        ("1234.5", "$1,234.50"),
    ],
)
def test_usd_has_as_many_digits_as_say_something(amount: str, words: str) -> None:
    assert wording.usd(Decimal(amount)) == words


def test_usd_each_has_a_tenth_of_a_cent() -> None:
    assert wording.usd_each(Decimal("0.13442")) == "$0.134"


@pytest.mark.parametrize(("position", "letter"), [(0, "A"), (25, "Z"), (26, "27")])
def test_letter_becomes_a_number_after_z(position: int, letter: str) -> None:
    assert wording.letter(position) == letter


@pytest.mark.parametrize(
    ("place", "words"), [(1, "Next in line"), (3, "Third in line"), (0, "In line")]
)
def test_place_in_line_is_told_as_people_say_it(place: int, words: str) -> None:
    assert wording.place_in_line(place) == words


@pytest.mark.parametrize(("number", "words"), [(1, "1 image"), (1200, "1,200 images")])
def test_counted_agrees_with_its_number(number: int, words: str) -> None:
    assert wording.counted(number, "image") == words


@pytest.mark.parametrize(
    ("value_s", "words"),
    [(1, "1 s"), (99, "99 s"), (100, "2 min"), (5940, "99 min"), (5941, "2 h")],
)
def test_duration_is_rounded_up(value_s: int, words: str) -> None:
    assert wording.duration(value_s) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0"), (999, "999"), (18_240, "18.2k"), (999_960, "1.00 M"), (1_860_000, "1.86 M")],
)
def test_thousands_are_short(number: int, words: str) -> None:
    assert wording.thousands(number) == words
