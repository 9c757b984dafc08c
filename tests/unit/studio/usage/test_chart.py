from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from studio.usage.chart import chart, step_usd

DAYS = [date(2026, 11, 1) + timedelta(days=number) for number in range(30)]
TIERS = {"pro": "Pro", "flash": "Flash"}


@pytest.mark.parametrize(
    ("highest", "step"),
    [("0", "0.01"), ("0.04", "0.01"), ("0.05", "0.02"), ("4.54", "2"), ("4", "1"), ("95", "50")],
)
def test_step_is_round_and_needs_four_lines_at_most(highest: str, step: str) -> None:
    assert step_usd(Decimal(highest)) == Decimal(step)


def test_bar_is_as_high_as_its_share() -> None:
    (bar,) = chart(DAYS, {(DAYS[2], "pro"): Decimal("2")}, TIERS).bars
    (part,) = bar.parts
    assert (part.y, part.height) == ("0.0", "220.0")
    assert float(part.x) == pytest.approx(1000 / 30 * 2.18, abs=0.1)


def test_tiers_stand_on_each_other_with_a_gap() -> None:
    spent = {(DAYS[0], "flash"): Decimal("1"), (DAYS[0], "pro"): Decimal("1")}
    (bar,) = chart(DAYS, spent, TIERS).bars
    assert [part.tier for part in bar.parts] == ["pro", "flash"]
    assert float(bar.parts[1].y) + float(bar.parts[1].height) == float(bar.parts[0].y) - 2
    assert bar.title == "1 November: Pro $1.00, Flash $1.00"


def test_lines_are_labelled_from_the_top() -> None:
    lines = chart(DAYS, {(DAYS[0], "pro"): Decimal("3.2")}, TIERS).lines
    assert [(line.label, line.y) for line in lines] == [
        ("$4", "0.0"),
        ("$3", "55.0"),
        ("$2", "110.0"),
        ("$1", "165.0"),
        ("$0", "220.0"),
    ]


def test_month_without_spending_has_lines_and_no_bars() -> None:
    empty = chart(DAYS, {}, TIERS)
    assert empty.bars == []
    assert [line.label for line in empty.lines] == ["$0.01", "$0"]


def test_every_fifth_day_is_labelled() -> None:
    days = chart(DAYS, {}, TIERS).days
    assert [day for day in days if day] == ["1", "5", "10", "15", "20", "25", "30"]
