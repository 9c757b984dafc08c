from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from studio.sketches import verification
from studio.sketches.layouts import DATA
from studio.sketches.measuring import measure
from studio.sketches.records import StyleRecord
from studio.sketches.verification import Report
from tests import sketch_images as spoiled

LIBRARY = json.loads((DATA / "references" / "manifest.json").read_text())["items"]
STYLES = {
    file.stem: StyleRecord.from_json(json.loads(file.read_text()))
    for file in (DATA / "styles").glob("*.json")
}
USED = [(item["id"], style) for item in LIBRARY for style in item["styles"]]
MASCOT = STYLES["vintage-mascot"]


def report_on(spoil: Callable[[Image.Image], Image.Image], **said: bool) -> Report:
    picture = spoil(spoiled.drawing())
    return verification.verify(picture, MASCOT, resolution="1K", **said).report


@pytest.mark.parametrize(("key", "style"), USED)
def test_every_reference_passes_the_checks_of_its_styles(key: str, style: str) -> None:
    report = verification.verify(spoiled.drawing(key, 512), STYLES[style]).report
    assert report.verdict == "clean"
    assert not report.notices


def test_every_style_is_used_and_its_references_are_all_there() -> None:
    assert len(LIBRARY) == 24
    assert {style for _, style in USED} == set(STYLES)


@pytest.mark.parametrize("item", LIBRARY, ids=lambda item: item["id"])
def test_measures_are_those_of_the_manifest(item: dict[str, dict[str, float]]) -> None:
    found = measure(spoiled.drawing(str(item["id"]), 512))
    said = {name: round(getattr(found, name), 4) for name in item["measured"]}
    assert said == item["measured"]


@pytest.mark.parametrize("name", spoiled.REPAIRED)
def test_what_can_be_put_right_is_clean_after_enforcement(name: str) -> None:
    report = report_on(spoiled.REPAIRED[name])
    assert report.failing_before
    assert report.verdict == "clean after enforcement"


@pytest.mark.parametrize("name", spoiled.FINE)
def test_harmless_copy_passes_at_once(name: str) -> None:
    report = report_on(spoiled.FINE[name])
    assert not report.failing_before
    assert report.verdict == "clean"


@pytest.mark.parametrize("name", spoiled.BEYOND)
def test_what_nobody_can_put_right_is_told_honestly(name: str) -> None:
    spoil, check = spoiled.BEYOND[name]
    report = report_on(spoil)
    assert check in report.failing_before
    assert report.verdict.startswith("does not meet: ")
    assert check in report.failing


def test_hatching_and_hairlines_measure_as_they_are_known_to() -> None:
    hatched, thin = (measure(spoil(spoiled.drawing())) for spoil in SPOILED_LINES)
    assert hatched.line_density == pytest.approx(0.25, abs=0.05)
    assert thin.stroke_rel == pytest.approx(0.004, abs=0.001)


SPOILED_LINES = (spoiled.hatched, spoiled.hairlines)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_enforced_picture_is_grey_whatever_came(mode: str) -> None:
    made = verification.verify(spoiled.drawing().convert(mode), MASCOT).picture
    assert (made.mode, made.size) == ("L", (1024, 1024))


def test_clean_grey_picture_stays_as_it_was() -> None:
    drawing = spoiled.drawing()
    assert verification.verify(drawing, MASCOT).picture.tobytes() == drawing.tobytes()


def test_report_tells_value_limit_before_and_after() -> None:
    checks = {check.name: check for check in report_on(spoiled.tint).checks}
    colour = checks["colour"]
    assert (colour.limit, colour.after, colour.enforced) == ("≤ 0.002", 0.0, True)
    assert colour.value > 0.1
    assert not colour.passed_before
    assert colour.passed
    assert json.loads(json.dumps(report_on(spoiled.tint).as_json()))[1]["name"] == "colour"


def test_blank_sheet_is_a_failure_and_worth_another_try() -> None:
    report = report_on(spoiled.blank)
    assert report.is_blank
    assert report.retried_for == "blank"


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (spoiled.tint, "colour"),
        (spoiled.gradient, "background"),
        (spoiled.soft_shading, "shading"),
        (spoiled.grey_paper, ""),  # made good without another picture
        (spoiled.hairlines, ""),
    ],
)
def test_retry_is_for_what_another_picture_may_meet(
    spoil: Callable[[Image.Image], Image.Image], rule: str
) -> None:
    assert report_on(spoil).retried_for == rule


def test_small_picture_does_not_meet_its_size() -> None:
    small = verification.verify(spoiled.drawing(side_px=800), MASCOT, resolution="1K").report
    assert small.verdict == "does not meet: size"


def test_flat_greys_are_fine_where_the_style_has_them() -> None:
    picture = spoiled.flat_grey(spoiled.drawing("fox-sitting"))
    pencil = STYLES["storybook-pencil"]
    assert verification.verify(picture, pencil).report.verdict == "clean"
    fewer = replace(pencil, max_flat_tones=0, tone_area_max=0.02)
    assert verification.verify(picture, fewer).report.verdict == "does not meet: shading"


def test_shading_is_posterised_only_where_the_owner_allows() -> None:
    assert report_on(spoiled.flat_grey).failing == ["shading"]
    picture = spoiled.soft_shading(spoiled.drawing())
    allowed = verification.verify(picture, MASCOT, posterise=True)
    assert len(allowed.picture.getcolors(256) or ()) <= 3
    shading = next(check for check in allowed.report.checks if check.name == "shading")
    assert shading.enforced


def test_row_of_letters_is_noticed_and_judged_by_nobody() -> None:
    drawing = spoiled.drawing("cat-seated")
    draw = ImageDraw.Draw(drawing)
    for at in range(6):
        draw.rectangle((300 + at * 60, 960, 330 + at * 60, 1000), outline=0, width=8)
    report = verification.verify(drawing, STYLES["minimal-line"]).report
    assert report.notices == ("possible lettering",)
    assert "lettering" not in report.verdict


def test_check_of_a_sketch_is_quick() -> None:
    """The bar is 0.15 s for the median of 1024 px; the first one pays for what is loaded once."""
    pictures = [spoiled.drawing(item["id"]).convert("RGB") for item in LIBRARY[:9]]
    took = []
    for picture in pictures:
        start = time.thread_time()
        verification.verify(picture, MASCOT, resolution="1K")
        took.append(time.thread_time() - start)
    assert statistics.median(took) <= 0.15
