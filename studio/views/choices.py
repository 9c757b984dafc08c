"""What a form offers, as its page draws it: radio buttons, boxes, options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button or option; `hint` is its full name, `price` stands under its label."""

    value: str
    label: str
    checked: bool
    disabled: bool = False
    hint: str = ""
    price: str = ""


def abilities(lists: Iterable[Sequence[str]], able: Sequence[str], chosen: str) -> list[Choice]:
    """What any of the lists names; what is not in `able` is disabled."""
    every = dict.fromkeys(value for values in lists for value in values)
    return [
        Choice(value, value, checked=value == chosen, disabled=value not in able) for value in every
    ]
