from __future__ import annotations

import pytest

from site_builder.cutting import cut_of


@pytest.mark.parametrize(
    ("size", "aspect_ratio"), [((1264, 848), "3:2"), ((1370, 1000), "4:3"), ((1049, 1000), "1:1")]
)
def test_shape_within_five_per_cent_is_left(size: tuple[int, int], aspect_ratio: str) -> None:
    assert cut_of(*size, aspect_ratio=aspect_ratio) is None


@pytest.mark.parametrize(("focal_x", "left"), [(0.5, 250), (0.0, 0), (1.0, 500), (0.4, 100)])
def test_cut_follows_the_focal_point_to_the_edges(focal_x: float, left: int) -> None:
    cut = cut_of(1500, 1000, aspect_ratio="1:1", focal_point=(focal_x, 0.5))
    assert cut is not None
    assert cut.box == (left, 0, left + 1000, 1000)


def test_too_high_a_picture_loses_above_and_below() -> None:
    cut = cut_of(900, 1200, aspect_ratio="3:2", focal_point=(0.5, 0.75))
    assert cut is not None
    assert cut.box == (0, 600, 900, 1200)
    assert cut.moved((0.5, 0.75)) == (0.5, 0.5)
