"""Dice with a seed: pictures may vary, and a test may ask for the same one twice."""

from __future__ import annotations

import secrets
from random import Random


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - decides on crops and colours, never on secrets


def new_seed() -> int:
    return secrets.randbits(32)
