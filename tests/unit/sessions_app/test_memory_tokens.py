from __future__ import annotations

import pytest

from sessions_app.memories import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abcd", 1),
        ("abcde", 2),
        ("été!", 1),
        ("мост и дом", 4),  # 8 letters at 0.4, 2 spaces at 0.25
        ("東京", 2),
        ("한국", 2),
        ("αβγδε", 2),
    ],
)
def test_tokens_are_counted_by_alphabet_and_rounded_up(text: str, expected: int) -> None:
    assert tokens.count(text) == expected
