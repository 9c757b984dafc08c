from __future__ import annotations

import pytest

from studio import templating
from studio.templating import Piece


def test_slots_stand_once_in_the_order_of_the_text() -> None:
    assert templating.slots("{place} at {time}, {place} again") == ["place", "time"]


@pytest.mark.parametrize("text", ["{a|b}", "{}", '{"key": 1}', "{1}", "\\{place}", "{ place}"])
def test_other_braces_are_no_slots(text: str) -> None:
    assert templating.slots(text) == []
    assert templating.fill(text, {"place": "x", "key": "x"}) == text


def test_pieces_tell_slots_from_words() -> None:
    found = templating.pieces("{place} at dawn")
    assert found == [Piece("place", True), Piece(" at dawn", False)]


def test_fill_puts_the_words_in_and_leaves_what_has_none() -> None:
    filled = templating.fill("{place} at {time}", {"place": " the coast ", "time": "  "})
    assert filled == "the coast at {time}"


def test_words_with_braces_are_not_filled_again() -> None:
    assert templating.fill("{a1}", {"a1": "{b1}", "b1": "x"}) == "{b1}"


def test_label_is_made_from_the_name() -> None:
    assert templating.label("left_side") == "Left side"
