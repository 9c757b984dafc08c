from __future__ import annotations

import pytest

from gallery.texts import is_storable, searched_in


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "lone \udc00 half"])
def test_what_no_database_keeps_is_not_storable(text: str) -> None:
    assert not is_storable(text)


def test_any_other_text_is_storable() -> None:
    assert is_storable("a\tb\nKøbenhavn 東京 🎨\x7f")


def test_search_leaves_out_what_no_row_holds() -> None:
    assert searched_in("  red\0 chair \ud800 ") == "red chair"
