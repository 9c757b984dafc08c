from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gallery import wording

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (date(2026, 11, 20), "Today"),
        (date(2026, 11, 19), "Yesterday"),
        (date(2026, 11, 16), "Monday 16 November"),
        (date(2025, 12, 1), "Monday 1 December 2025"),
    ],
)
def test_day_is_named_as_people_say_it(moment: date, words: str) -> None:
    assert wording.day(moment, today=TODAY) == words


def test_time_stands_beside_the_day() -> None:
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert wording.made_at(datetime(2026, 11, 20, 9, 5, tzinfo=UTC), now=now) == "Today 09:05"


@pytest.mark.parametrize(
    ("width_px", "height_px", "ratio"),
    [(1024, 1024, "1:1"), (1376, 768, "16:9"), (848, 1264, "2:3"), (100, 9000, "1:8")],
)
def test_ratio_is_the_nearest_that_is_known(width_px: int, height_px: int, ratio: str) -> None:
    assert wording.nearest_ratio(width_px, height_px) == ratio


@pytest.mark.parametrize(
    ("size_bytes", "words"), [(12, "1 KB"), (640_400, "640 KB"), (1_640_000, "1.6 MB")]
)
def test_file_size_is_rounded(size_bytes: int, words: str) -> None:
    assert wording.file_size(size_bytes) == words


@pytest.mark.parametrize(
    ("cost_usd", "words"), [("0.149", "$0.149"), ("0", "$0.000"), ("NaN?", ""), (None, "")]
)
def test_money_has_three_decimals(cost_usd: object, words: str) -> None:
    assert wording.money(cost_usd) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "yes"), (False, "no"), (None, ""), ([], ""), ([1, 2], "1, 2"), ({"a": 1}, "a: 1")],
)
def test_setting_is_told_plainly(value: object, words: str) -> None:
    assert wording.plain(value) == words


def test_title_of_a_long_prompt_ends_at_a_word() -> None:
    title = wording.title("a white house on a headland " * 5, otherwise="")
    assert title.endswith("…")
    assert len(title) <= wording.TITLE_CHARACTERS


def test_words_without_spaces_are_shortened_in_their_middle() -> None:
    assert wording.shortened("灯台と静かな海" * 10, 12) == "灯台と静かな海灯台と静…"
    assert wording.shortened("see " + "K" * 80, 20) == f"see {'K' * 15}…"
