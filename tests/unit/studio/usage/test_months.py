from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from studio.usage.months import Month

NOVEMBER = Month(date(2026, 11, 1))


def test_month_is_read_as_it_is_written() -> None:
    assert Month.read("2026-11") == NOVEMBER
    assert str(NOVEMBER) == "2026-11"


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-11-20", "next"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.read(text) is None


def test_months_follow_each_other_over_the_year() -> None:
    december = Month(date(2026, 12, 1))
    assert NOVEMBER.after == december
    assert december.after == Month(date(2027, 1, 1))
    assert december.after.before == december


def test_label_has_the_year_where_it_is_another() -> None:
    assert NOVEMBER.label(date(2026, 12, 31)) == "November"
    assert NOVEMBER.label(date(2027, 1, 1)) == "November 2026"


@pytest.mark.parametrize(
    ("today", "gone"),
    [
        (date(2026, 10, 31), 0),
        (date(2026, 11, 1), 1),
        (date(2026, 11, 20), 20),
        (date(2027, 1, 1), 30),
    ],
)
def test_days_gone_count_today(today: date, gone: int) -> None:
    assert NOVEMBER.days_gone(today) == gone


def test_forecast_goes_on_as_until_now() -> None:
    assert NOVEMBER.forecast_usd(Decimal("38.42"), date(2026, 11, 20)) == Decimal("57.63")


def test_forecast_of_a_month_that_is_over_is_what_was_spent() -> None:
    assert NOVEMBER.forecast_usd(Decimal("38.42"), date(2027, 1, 1)) == Decimal("38.42")
