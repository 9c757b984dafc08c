"""The answer laid over its source, drawn and slid here: what must stay, stays to the bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from studio.editing import pixel_lock
from studio.editing.regions import Box
from tests import images

CROP: Box = (100, 60, 612, 444)  # 512 x 384, sent and answered at twice the size
ALL: Box = (0, 0, 400, 400)
BOX: Box = (300, 200, 420, 300)


def answer(
    dx: float = 0.0,
    dy: float = 0.0,
    scale: float = 1.0,
    *,
    turned: float = 0.0,
    paint: str = "#fa143c",
) -> Image.Image:
    """The crop at twice its size, its box painted over, slid by pixels of that size."""
    drawn = images.textured().crop(CROP).resize((1024, 768), Image.Resampling.LANCZOS)
    drawn.paste(paint, (400, 280, 640, 480))
    slid = (1 / scale, 0, 512 - (512 + dx) / scale, 0, 1 / scale, 384 - (384 + dy) / scale)
    moved = drawn.transform(drawn.size, Image.Transform.AFFINE, slid, Image.Resampling.BICUBIC)
    return moved.rotate(turned) if turned else moved


def outside(box: Box, size: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    mask = np.ones((size[1], size[0]), dtype=np.bool_)
    mask[box[1] : box[3], box[0] : box[2]] = False
    return mask


@pytest.mark.parametrize(
    ("dx", "dy", "scale"),
    [(0, 0, 1), (8, -8, 1), (-3.4, 5.7, 1.01), (0.3, -0.2, 0.99), (24, -17, 1.03)],
)
def test_slide_is_found_to_a_tenth_of_a_pixel(dx: float, dy: float, scale: float) -> None:
    source = images.textured()
    finished, drift = pixel_lock.locked(source, answer(dx, dy, scale), crop=CROP, boxes=[BOX])
    assert drift.why == ""
    assert abs(drift.dx - dx / 2) < 0.1  # pixels of the source
    assert abs(drift.dy - dy / 2) < 0.1
    assert abs(drift.scale - scale) < 0.0003
    mask = outside(BOX, source.size)
    assert np.array_equal(np.asarray(finished)[mask], np.asarray(source)[mask])


def test_new_content_lies_where_it_was_marked() -> None:
    finished, _ = pixel_lock.locked(images.textured(), answer(8, -8), crop=CROP, boxes=[BOX])
    red = np.asarray(finished.crop(BOX)).astype(int)
    is_red = (red[..., 0] > 200) & (red[..., 1] < 80)
    rows, columns = np.nonzero(is_red)
    # The feather takes some pixels from each side.
    assert abs(columns.mean() - 59.5) < 0.6
    assert abs(rows.mean() - 49.5) < 0.6
    assert np.count_nonzero(is_red) > 0.6 * 120 * 100


def test_tone_of_the_answer_is_brought_back() -> None:
    source = images.textured()
    pure_answer = answer(2, 1, paint="#806070")
    pale = ImageEnhance.Brightness(pure_answer).enhance(1.06)
    repainted, _ = pixel_lock.locked(source, pale, crop=CROP, boxes=[BOX])
    pure, _ = pixel_lock.locked(source, pure_answer, crop=CROP, boxes=[BOX])
    mask = ~outside((320, 220, 400, 280), source.size)
    off = np.asarray(repainted)[mask].mean() - np.asarray(pure)[mask].mean()
    unmatched = np.asarray(pale).mean() - np.asarray(pure_answer).mean()
    assert abs(off) < 0.4 * unmatched


def test_feather_begins_with_nothing_at_the_border() -> None:
    source = Image.new("RGB", (400, 400), "white")
    drawn = Image.new("RGB", (400, 400), "black")
    finished, _ = pixel_lock.locked(source, drawn, crop=ALL, boxes=[(100, 100, 300, 300)])
    row = np.asarray(finished)[200, :, 0].astype(int)
    assert row[99] == 255
    assert row[100] > 240
    assert row[200] == 0
    assert np.abs(np.diff(row)).max() < 40


def test_border_of_the_picture_needs_no_feather() -> None:
    source = Image.new("RGB", (400, 400), "white")
    drawn = Image.new("RGB", (400, 400), "black")
    finished, drift = pixel_lock.locked(source, drawn, crop=ALL, boxes=[ALL])
    assert finished.getextrema() == ((0, 0),) * 3
    assert drift.why == "bare"


@pytest.mark.parametrize(
    "draw",
    [
        lambda: Image.effect_noise((1024, 768), 120).convert("RGB"),
        lambda: answer(turned=90),
        lambda: answer(200, 0),
    ],
)
def test_what_cannot_be_lined_up_is_said_and_the_rest_stays(
    draw: Callable[[], Image.Image],
) -> None:
    source = images.textured()
    finished, drift = pixel_lock.locked(source, draw(), crop=CROP, boxes=[BOX])
    assert (drift.why, drift.px) == ("far", 0.0)
    mask = outside(BOX, source.size)
    assert np.array_equal(np.asarray(finished)[mask], np.asarray(source)[mask])


def test_plain_ground_has_nothing_to_hold_on_to() -> None:
    plain = Image.new("RGB", (720, 540), "#eee")
    noisy = Image.blend(
        Image.new("RGB", (1024, 768), "#eee"),
        Image.effect_noise((1024, 768), 20).convert("RGB"),
        0.1,
    )
    _, drift = pixel_lock.locked(plain, noisy, crop=CROP, boxes=[BOX])
    assert drift.why == "flat"


def test_whole_answer_covers_the_crop_and_nothing_else() -> None:
    source = images.textured()
    bright = ImageEnhance.Brightness(answer()).enhance(1.5)
    finished, _ = pixel_lock.whole(source, bright, crop=CROP, boxes=[BOX])
    mask = outside(CROP, source.size)
    assert np.array_equal(np.asarray(finished)[mask], np.asarray(source)[mask])
    brighter = np.asarray(finished).astype(int) - np.asarray(source)
    assert brighter[100:180, 150:250].mean() > 20


def test_clear_picture_stays_clear_outside() -> None:
    source = images.textured().convert("RGBA")
    source.putalpha(120)
    finished, _ = pixel_lock.locked(source, answer(4, 4), crop=CROP, boxes=[BOX])
    assert finished.mode == "RGBA"
    alpha = np.asarray(finished)[..., 3]
    assert (alpha[outside(BOX, source.size)] == 120).all()
    assert alpha[250, 360] == 255
