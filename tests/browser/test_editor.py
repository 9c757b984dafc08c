"""From a picture to its next version: marked, redrawn, compared, branched from."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, StorageState, expect

from studio.wording import TIMES
from tests import images
from tests.browser.conftest import PHONE
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

EDITED_MS = 60_000
PLACE = "#region-list summary"
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(
  ...list.getEntries().filter((entry) => !entry.hadRecentInput).map((entry) => ({
    value: entry.value, nodes: entry.sources.map((source) => source.node?.outerHTML?.slice(0, 120)),
  }))
)).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def page(tab: Page) -> Page:
    """Each journey goes where it begins."""
    return tab


@pytest.fixture(scope="session")
def picture(stack: Stack, browser: Browser, signed_in: StorageState) -> int:
    """The id of a picture that was uploaded through the page."""
    data = images.png(900, 600)
    file: FilePayload = {"name": "halves.png", "mimeType": "image/png", "buffer": data}
    with browser.new_context(
        base_url=stack.url, storage_state=signed_in, java_script_enabled=False
    ) as context:
        page = context.new_page()
        page.goto("/gallery/upload")
        page.set_input_files("main input[type=file]", [file])
        page.locator("main [type=submit]").click()
        page.wait_for_url("**/gallery/")
    return int(stack.rows("select max(id) from gallery_image where source = 'uploaded'")[0][0])


def place(x: int, y: int, width: int, height: int) -> str:
    return f"x {x} %, y {y} %, {width} {TIMES} {height} %"


def open_editor(page: Page, picture: int, mode: str = "region") -> None:
    page.goto(f"/images/{picture}/edit/?mode={mode}")


def draw(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over the picture; both ends in shares of it."""
    box = page.locator("#canvas").bounding_box()
    assert box
    for step, (x, y) in enumerate((start, end)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=4)
        page.mouse.down() if step == 0 else page.mouse.up()


def ready(page: Page) -> Locator:
    found = page.locator("#edit-outcome musa-compare")
    expect(found).to_be_visible(timeout=EDITED_MS)
    return found


def test_region_edit_is_compared_and_branched_from(page: Page, picture: int) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    open_editor(page, picture)
    draw(page, (0.2, 0.3), (0.5, 0.7))
    expect(page.locator(PLACE)).to_have_text(place(20, 30, 30, 40))
    page.get_by_label("Words for region 1").fill("a bowl of lemons")
    page.get_by_role("button", name="Apply edit").click()
    expect(page.locator(".edit-shimmer")).to_be_visible()
    ready(page)
    expect(page.locator(".edit-fidelity")).to_contain_text(
        "Pixels outside the regions are untouched."
    )
    page.get_by_role("link", name="further").click()
    expect(page.locator("#edit-versions [aria-current]")).to_contain_text("a bowl of lemons")
    page.locator("#edit-versions a").first.click()
    expect(page.locator("#edit-versions [aria-current]")).to_contain_text("Original")
    assert told == []


def test_region_edit_by_keys_alone(page: Page, picture: int) -> None:
    open_editor(page, picture)
    page.keyboard.press("n")
    expect(page.locator(".region:focus")).to_have_accessible_name(
        f"Region 1, {place(35, 35, 30, 30)}"
    )
    for key in ("ArrowLeft", "ArrowLeft", "ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(PLACE)).to_have_text(place(33, 36, 31, 30))
    expect(page.locator("#region-said")).to_contain_text(place(33, 36, 31, 30))
    page.keyboard.press("n")
    expect(page.locator(".region")).to_have_count(2)
    page.keyboard.press("Backspace")
    expect(page.locator(".region")).to_have_count(1)
    expect(page.locator(".region")).to_be_focused()
    page.get_by_label("Words for region 1").focus()
    page.keyboard.type("a bowl of lemons")
    page.keyboard.press("Control+Enter")
    ready(page)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider")).to_have_value("51")


def test_region_stays_inside_the_picture(page: Page, picture: int) -> None:
    open_editor(page, picture)
    draw(page, (0.6, 0.6), (1.4, 1.3))
    expect(page.locator(PLACE)).to_have_text(place(60, 60, 40, 40))
    page.locator(".region").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(PLACE)).to_have_text(place(60, 60, 40, 40))


def test_handle_and_typed_number_change_a_region(page: Page, picture: int) -> None:
    open_editor(page, picture)
    draw(page, (0.2, 0.2), (0.6, 0.6))
    draw(page, (0.6, 0.4), (0.8, 0.4))  # its eastern handle
    expect(page.locator(PLACE)).to_have_text(place(20, 20, 60, 40))
    page.locator(PLACE).click()
    page.get_by_label("Region 1 from the top in percent").fill("50")
    expect(page.locator(".region")).to_have_accessible_name(f"Region 1, {place(20, 50, 60, 40)}")


def test_mode_shows_its_fields_and_grade_is_previewed(page: Page, picture: int) -> None:
    open_editor(page, picture, mode="grade")
    expect(page.locator("#region-field")).to_be_hidden()
    expect(page.locator(".canvas-note")).to_be_hidden()
    page.locator("#warmth").fill("50")
    expect(page.locator(".canvas-note")).to_be_visible()
    assert "canvas-warmth" in page.locator("#canvas-picture").evaluate("it => it.style.filter")
    page.get_by_label("Golden hour").check()
    expect(page.get_by_text("There is no preview of this look")).to_be_visible()
    expect(page.locator(".canvas-note")).to_be_hidden()


def test_shape_is_previewed_around_the_picture(page: Page, picture: int) -> None:
    open_editor(page, picture, mode="extend")
    page.locator("#ratio-21\\:9").check()
    box = page.locator("#canvas").bounding_box()
    assert box
    assert abs(box["width"] / box["height"] - 21 / 9) < 0.02
    page.locator("#mode-free").check()
    box = page.locator("#canvas").bounding_box()
    assert box
    assert abs(box["width"] / box["height"] - 1.5) < 0.02


def test_price_follows_variations(page: Page, picture: int) -> None:
    open_editor(page, picture, mode="free")
    page.click("#count-more")
    expect(page.locator("#cost .how")).to_contain_text(f"2 {TIMES}")


def test_two_variations_are_compared_with_each_other(page: Page, picture: int) -> None:
    open_editor(page, picture, mode="free")
    page.fill("#prompt", "make it much darker")
    page.click("#count-more")
    page.click("#generate")
    ready(page)
    choices = page.get_by_role("navigation", name="Variations").get_by_role("link")
    expect(choices).to_have_count(2, timeout=EDITED_MS)
    choices.nth(1).click()
    expect(choices.nth(1)).to_have_attribute("aria-current", "true")
    page.get_by_label("Compare with").select_option(index=1)
    expect(page.locator(".compare-before figcaption")).not_to_have_text("Before, v1")
    page.reload()
    expect(choices.nth(1)).to_have_attribute("aria-current", "true")


def test_stopped_edit_is_told_in_place_and_retried(page: Page, picture: int) -> None:
    open_editor(page, picture, mode="free")
    page.fill("#prompt", "[[once:fail:IMAGE_SAFETY]] a darker sky")
    page.click("#generate")
    expect(page.locator(".edit-fallen")).to_contain_text("Stopped by", timeout=EDITED_MS)
    page.locator(".edit-fallen").get_by_role("button", name="Retry").click()
    ready(page)


def test_nothing_moves_when_the_edit_arrives(page: Page, picture: int) -> None:
    page.add_init_script(WATCH_SHIFTS)
    open_editor(page, picture, mode="free")
    page.fill("#prompt", "make it warmer")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".edit-shimmer")).to_be_visible()
    page.evaluate("window.shifts.length = 0")
    ready(page)
    page.wait_for_timeout(500)
    assert page.evaluate("JSON.stringify(window.shifts)") == "[]"


def test_editor_needs_no_script(open_context: Any, picture: int) -> None:
    page = open_context(java_script_enabled=False).new_page()
    open_editor(page, picture)
    page.click("#region-add")
    page.get_by_label("Words for region 1").fill("a bowl of lemons")
    page.get_by_text("x 35 %").click()
    page.get_by_label("Width of region 1 in percent").fill("40")
    page.click("#generate")
    page.wait_for_url("**/edit/?batch=*")
    expect(page.locator("#edit-outcome musa-compare")).to_be_visible(timeout=EDITED_MS)
    expect(page.locator(PLACE)).to_contain_text(f"40 {TIMES} 30 %")


def test_phone_edits_a_region_by_touch(open_context: Any, picture: int) -> None:
    page = open_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
    open_editor(page, picture)
    page.locator("#region-add").tap()
    expect(page.locator(".region")).to_be_visible()
    page.get_by_label("Words for region 1").fill("a bowl of lemons")
    page.locator("#generate").tap()
    ready(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#edit-views label", has_text="Mark").tap()
    expect(page.locator("#canvas")).to_be_visible()
    expect(page.locator("#edit-outcome")).to_be_hidden()
