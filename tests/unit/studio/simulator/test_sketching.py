from __future__ import annotations

from random import Random

import numpy as np
import pytest

from studio.simulator.sketching import sketch
from studio.simulator.words import Brief

ALONE = "A bold ink concept sketch of an owl. Pure white background, one subject, nothing else."


def ink(words: str) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    drawn, _ = sketch(Brief(f"{ALONE} {words}"), (512, 512), Random(3))
    return np.asarray(drawn.convert("L")) < 128


def widths(found: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> tuple[int, int]:
    """Of the figure, and of its lower half."""
    rows = np.flatnonzero(found.any(axis=1))
    lower = found[(rows[0] + rows[-1]) // 2 :]
    return int(np.ptp(np.flatnonzero(found.any(axis=0)))), int(np.ptp(np.nonzero(lower)[1]))


def test_side_view_is_narrower_than_the_front() -> None:
    front, side = ink("front view, centred"), ink("strict side view")
    assert widths(side)[0] < 0.85 * widths(front)[0]


def test_exaggeration_makes_the_lower_half_narrower() -> None:
    plain, extreme = ink(""), ink("Exaggeration: extreme exaggeration.")
    assert widths(extreme)[1] / widths(extreme)[0] < widths(plain)[1] / widths(plain)[0]


def test_turned_figure_keeps_its_distance_from_the_border() -> None:
    found = ink("single subject turned three quarters, weight on one leg")
    assert not found[:, :24].any()
    assert not found[:, -24:].any()


@pytest.mark.parametrize("subject", ["a dragon drinking tea", "a baker in a bakery"])
def test_one_subject_is_drawn_as_a_figure_not_as_a_scene(subject: str) -> None:
    words = f"A concept sketch. {subject}. One subject, nothing else."
    assert sketch(Brief(words), (512, 512), Random(1))[1] == "a character of its own kind"
