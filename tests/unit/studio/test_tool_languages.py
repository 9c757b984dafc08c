from __future__ import annotations

import pytest

from studio.tools.languages import is_english, quoted


@pytest.mark.parametrize(
    "prompt",
    [
        "a red kettle on a windowsill",
        "red kettle, windowsill, morning light",
        "a poster that says “Die Katze und der Hund”",
        "mountain",
        "",
    ],
)
def test_english_is_taken_as_it_is(prompt: str) -> None:
    assert is_english(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "ein roter Kessel auf dem Fenster und eine Katze",
        "une bouilloire rouge sur le rebord de la fenêtre avec des fleurs",
        "una tetera roja sobre la mesa con flores",
        "窓辺の赤いやかん",
        "красный чайник на окне",
    ],
)
def test_other_languages_are_noticed(prompt: str) -> None:
    assert not is_english(prompt)


def test_quoted_words_are_found() -> None:
    assert quoted('ein Schild “Offen” und "Brot"') == ["Offen", "Brot"]
