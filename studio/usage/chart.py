"""Spend per day as the numbers of an SVG: bars in a field of 1000 by 220; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import count

from studio.wording import usd

WIDTH, HEIGHT = 1000, 220
MAX_STEPS = 4
LABEL_EVERY = 5  # days
_BAR = 0.64  # of its day's width
_GAP = 2  # between the parts of a bar
_THINNEST = 1  # what was spent is seen, however little

Stack = Mapping[str, Decimal]  # a day's USD by tier, from the foot up


@dataclass(frozen=True, slots=True)
class Part:
    tier: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Bar:
    """`title` tells day and amounts in words."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Line:
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`lines` from the top down, as their labels stand; `days` are labelled or ""."""

    bars: Sequence[Bar]
    lines: Sequence[Line]
    days: Sequence[str]


def chart(
    days: Sequence[date], spent: Mapping[tuple[date, str], Decimal], tiers: Mapping[str, str]
) -> Chart:
    """`spent` in USD by day and tier; of `tiers`, each with its name, the first stands lowest."""
    stacks = [{tier: spent[day, tier] for tier in tiers if spent.get((day, tier))} for day in days]
    highest = max(sum(stack.values(), Decimal(0)) for stack in stacks)
    step = step_usd(highest)
    steps = max(int((highest / step).to_integral_value(ROUND_CEILING)), 1)
    bars = [
        Bar(_title(day, stack, tiers), list(_parts(stack, place, len(days), step * steps)))
        for place, (day, stack) in enumerate(zip(days, stacks, strict=True))
        if stack
    ]
    return Chart(bars, _lines(step, steps), [_label(day) for day in days])


def step_usd(highest: Decimal) -> Decimal:
    """The smallest of 1, 2 or 5 cents, tens of cents, dollars … that needs at most four lines."""
    units = (digit * Decimal(10) ** power for power in count(-2) for digit in (1, 2, 5))
    return next(step for step in units if highest <= step * MAX_STEPS)


def _title(day: date, stack: Stack, tiers: Mapping[str, str]) -> str:
    """ "3 November: Pro $2.28, Flash $0.33"."""
    amounts = ", ".join(f"{tiers[tier]} {usd(amount)}" for tier, amount in stack.items())
    return f"{day.day} {day:%B}: {amounts}"


def _parts(stack: Stack, place: int, days: int, top: Decimal) -> Iterator[Part]:
    slot = WIDTH / days
    x, y = slot * (place + (1 - _BAR) / 2), float(HEIGHT)
    for tier, amount in stack.items():
        height = max(float(amount / top) * HEIGHT, _THINNEST)
        y -= height
        yield Part(tier, f"{x:.1f}", f"{y:.1f}", f"{slot * _BAR:.1f}", f"{height:.1f}")
        y -= _GAP


def _lines(step: Decimal, steps: int) -> list[Line]:
    return [
        Line(f"{HEIGHT * (steps - number) / steps:.1f}", f"${(step * number).normalize():,f}")
        for number in range(steps, -1, -1)
    ]


def _label(day: date) -> str:
    return str(day.day) if day.day == 1 or not day.day % LABEL_EVERY else ""
