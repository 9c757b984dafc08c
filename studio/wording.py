"""Amounts, letters and places in the words of the pages; pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from string import ascii_uppercase

LINE_CHARACTERS = 200
TIMES = "\N{MULTIPLICATION SIGN}"

_CENT = Decimal("0.01")
_TENTH_OF_A_CENT = Decimal("0.001")
_SMALL = Decimal("0.1")  # below it a cent is too coarse
_PLACES = ("Next", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")
_SECONDS_TOLD = 100  # from there on minutes; from as many minutes on hours
PLACES_TOLD = len(_PLACES)


def usd(amount: Decimal) -> str:
    """ "$0.54", "$0.034", "$0": two digits where they say enough."""
    if not amount:
        return "$0"
    if amount < _TENTH_OF_A_CENT:
        return f"under ${_TENTH_OF_A_CENT}"
    unit = _CENT if amount >= _SMALL else _TENTH_OF_A_CENT
    return f"${amount.quantize(unit, ROUND_HALF_UP):,}"


def usd_each(amount: Decimal) -> str:
    """A price of one picture, always to a tenth of a cent: "$0.134"."""
    return f"${amount.quantize(_TENTH_OF_A_CENT, ROUND_HALF_UP):,}"


def letter(position: int) -> str:
    """ "A" for position 0; after "Z" the number, since nobody reads "AB" as a count."""
    return ascii_uppercase[position] if position < len(ascii_uppercase) else str(position + 1)


def place_in_line(place: int) -> str:
    """ "Third in line" for 3; 0 stands for everything further back."""
    return f"{_PLACES[place - 1]} in line" if place else "In line"


def seconds(value: float) -> str:
    return f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def duration(value_s: int) -> str:
    """ "22 s", "9 min", "5 h": how long something still takes, rounded up."""
    if value_s < _SECONDS_TOLD:
        return f"{value_s} s"
    minutes = -(-value_s // 60)
    return f"{minutes} min" if minutes < _SECONDS_TOLD else f"{-(-minutes // 60)} h"


def shortened(text: str) -> str:
    """In one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LINE_CHARACTERS else f"{line[: LINE_CHARACTERS - 1]}…"


def counted(number: int, noun: str) -> str:
    """ "1 image", "4 images"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def thousands(number: int) -> str:
    """ "912", "18.2k", "1.86 M"."""
    if number < 1000:
        return str(number)
    return f"{number / 1000:.1f}k" if number < 999_950 else f"{number / 1_000_000:.2f} M"
