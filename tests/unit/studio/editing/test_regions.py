from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.editing.regions import Region, crop_around, nearest_shape

SHAPES = {"1:1": 1.0, "4:3": 1200 / 896, "3:4": 896 / 1200, "16:9": 1376 / 768, "9:16": 768 / 1376}
sides = st.integers(64, 6000)
shares = st.floats(0, 1, allow_nan=False)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    x, y = draw(st.floats(0, 0.95)), draw(st.floats(0, 0.95))
    width = draw(st.floats(0.02, 1)) * (1 - x)
    height = draw(st.floats(0.02, 1)) * (1 - y)
    return Region(x=x, y=y, width=max(width, 0.01), height=max(height, 0.01))


@given(regions=st.lists(regions(), min_size=1, max_size=4), width=sides, height=sides)
def test_crop_holds_every_region_and_stays_inside(
    regions: list[Region], width: int, height: int
) -> None:
    crop = crop_around(regions, (width, height), SHAPES)
    left, top, right, bottom = crop.box
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    for region in regions:
        box = region.in_pixels((width, height))
        assert left <= box[0] < box[2] <= right
        assert top <= box[1] < box[3] <= bottom


def test_crop_has_a_shape_of_the_model_where_the_picture_leaves_room() -> None:
    crop = crop_around([Region(0.45, 0.45, 0.1, 0.1)], (2000, 2000), SHAPES)
    assert crop.ratio == "1:1"
    assert crop.size[0] == crop.size[1]
    assert 200 < crop.size[0] < 1000


def test_crop_shows_what_lies_around_a_small_region() -> None:
    crop = crop_around([Region(0.5, 0.5, 0.01, 0.01)], (2000, 2000), SHAPES)
    assert crop.size[0] > 150


@pytest.mark.parametrize("size", [(1000, 100), (1200, 900), (3000, 1000)])
def test_whole_picture_goes_out_in_the_shape_that_stretches_it_least(
    size: tuple[int, int],
) -> None:
    crop = crop_around([Region(0, 0, 1, 1)], size, SHAPES)
    assert crop.box == (0, 0, *size)
    assert crop.ratio == nearest_shape(size, SHAPES)


@pytest.mark.parametrize(
    ("region", "possible"),
    [
        (Region(0, 0, 1, 1), True),
        (Region(0.9, 0.9, 0.1, 0.1), True),
        (Region(0.95, 0, 0.1, 0.1), False),
        (Region(-0.1, 0, 0.5, 0.5), False),
        (Region(0, 0, 0.005, 0.5), False),
        (Region(math.nan, 0, 0.5, 0.5), False),
    ],
)
def test_region_lies_in_the_picture_and_can_be_seen(region: Region, possible: bool) -> None:
    assert region.is_possible is possible


@given(region=regions(), width=sides, height=sides)
def test_region_has_at_least_a_pixel(region: Region, width: int, height: int) -> None:
    left, top, right, bottom = region.in_pixels((width, height))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
