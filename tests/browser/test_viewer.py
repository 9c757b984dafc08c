"""One picture on the whole screen, over the grid: by keys, by pointer, and back to its tile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

VIEWER = "musa-overlay .viewer"
PICTURE = "musa-zoom img"


@pytest.fixture(scope="session")
def _three(stack: Stack) -> None:
    words = ("three views of a lighthouse", "--user", "ada", "--count", "3", "--wait")
    stack.manage("generate", *words)


@pytest.fixture
def grid(open_context: Any, _three: None) -> Page:
    """The gallery's page of these three."""
    page: Page = open_context().new_page()
    page.goto("/gallery/?q=three+views")
    return page


def address(page: Page) -> int:
    """Which picture the address names."""
    found = re.search(r"/gallery/(\d+)/", page.url)
    assert found, page.url
    return int(found[1])


def opened(page: Page, number: int) -> int:
    """The tile of that number, opened by its key; returns the picture's."""
    page.locator(".tile > a").nth(number).focus()
    page.keyboard.press("Enter")
    expect(page.locator(VIEWER)).to_be_visible()
    page.wait_for_url(re.compile(r"/gallery/\d+/"))
    return address(page)


def test_keys_go_through_the_filtered_pictures_and_back_to_the_tile(grid: Page) -> None:
    first = opened(grid, 0)
    expect(grid.locator(".pos")).to_have_text("1 of 3")
    grid.keyboard.press("ArrowRight")
    expect(grid.locator(".pos")).to_have_text("2 of 3")
    grid.keyboard.press("ArrowRight")
    grid.keyboard.press("ArrowLeft")
    grid.keyboard.press("ArrowRight")
    expect(grid.locator(".pos")).to_have_text("3 of 3")
    last = address(grid)
    assert last != first
    grid.keyboard.press("Escape")
    expect(grid.locator(VIEWER)).to_have_count(0)
    assert grid.url.endswith("/gallery/?q=three+views")
    expect(grid.locator(f"#tile-{last} > a")).to_be_focused()


def test_back_closes_and_forward_opens_again(grid: Page) -> None:
    opened(grid, 1)
    grid.go_back()
    expect(grid.locator(VIEWER)).to_have_count(0)
    grid.go_forward()
    expect(grid.locator(VIEWER)).to_be_visible()
    grid.reload()
    expect(grid.locator("dialog.viewer")).to_be_visible()


def test_original_is_fetched_at_100_percent_and_arrows_move_it(grid: Page) -> None:
    opened(grid, 0)
    picture = grid.locator(PICTURE)
    original = picture.get_attribute("data-full") or ""
    assert not (picture.get_attribute("src") or "").endswith(original)
    grid.keyboard.press("z")
    expect(grid.locator("[data-zoom-toggle]")).to_have_attribute("aria-pressed", "true")
    expect(grid.locator("[data-zoom-level]")).to_have_text("100 %")
    expect(picture).to_have_attribute("src", re.compile(re.escape(original)))
    number = address(grid)
    grid.keyboard.press("ArrowRight")
    grid.keyboard.press("ArrowDown")
    expect(picture).to_have_attribute("style", re.compile(r"translate\(0px, -80px\)"))
    assert address(grid) == number
    grid.keyboard.press("z")
    grid.keyboard.press("ArrowRight")
    expect(grid.locator(".pos")).to_have_text("2 of 3")


def test_wheel_zooms_and_drag_pans(grid: Page) -> None:
    opened(grid, 0)
    grid.mouse.move(720, 450)
    grid.mouse.wheel(0, -600)
    expect(grid.locator("musa-zoom")).to_have_attribute("data-zoomed", "")
    before = grid.locator(PICTURE).get_attribute("style")
    grid.mouse.down()
    grid.mouse.move(640, 420, steps=4)
    grid.mouse.up()
    assert grid.locator(PICTURE).get_attribute("style") != before
    grid.keyboard.press("0")
    expect(grid.locator("musa-zoom")).not_to_have_attribute("data-zoomed", "")


def test_star_details_and_filmstrip_by_keys(grid: Page) -> None:
    number = opened(grid, 2)
    grid.keyboard.press("s")
    expect(grid.locator(f"{VIEWER} .star")).to_have_attribute("aria-pressed", "true")
    grid.keyboard.press("i")
    expect(grid.locator("#viewer-info")).to_contain_text("three views of a lighthouse")
    grid.keyboard.press("f")
    expect(grid.get_by_label("Filmstrip", exact=True)).to_have_count(0)
    grid.keyboard.press("i")
    expect(grid.locator("#viewer-info")).to_have_count(0)
    grid.keyboard.press("Escape")
    expect(grid.locator(f"#tile-{number}")).to_have_attribute("data-starred", "")


def test_deleted_picture_makes_way_and_comes_back(grid: Page) -> None:
    number = opened(grid, 0)
    grid.keyboard.press("Delete")
    expect(grid.locator(".pos")).to_have_text("1 of 2")
    assert address(grid) != number
    grid.get_by_role("button", name="Undo").click()
    expect(grid.locator(".toast", has_text="back in the gallery")).to_be_visible()
    grid.keyboard.press("Escape")
    expect(grid.locator(f"#tile-{number}")).to_be_visible()


def test_edit_key_leads_to_the_editor(grid: Page) -> None:
    number = opened(grid, 0)
    grid.keyboard.press("e")
    grid.wait_for_url(re.compile(rf"/images/{number}/edit/"))


def test_letters_rest_where_the_settings_turn_them_off(grid: Page) -> None:
    opened(grid, 0)
    grid.evaluate("document.documentElement.dataset.singleKeys = 'off'")
    grid.keyboard.press("i")
    grid.keyboard.press("ArrowRight")
    expect(grid.locator(".pos")).to_have_text("2 of 3")
    expect(grid.locator("#viewer-info")).to_have_count(0)


def test_phone_turns_by_a_swipe(open_context: Any, _three: None) -> None:
    page = open_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
    page.goto("/gallery/?q=three+views")
    page.locator(".tile > a").first.tap()
    expect(page.locator(".pos")).to_have_text("1 of 3")
    touch = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", 300), ("touchMove", 200), ("touchMove", 90), ("touchEnd", None)):
        points = [] if x is None else [{"x": x, "y": 400}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator(".pos")).to_have_text("2 of 3")


def test_viewer_stands_without_script(open_context: Any, _three: None) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/gallery/?q=three+views")
    page.locator(".tile > a").first.click()
    first = address(page)
    page.get_by_role("link", name="Next picture").click()
    assert address(page) != first
    page.get_by_role("link", name="Show details").click()
    expect(page.locator("#viewer-info")).to_be_visible()
    page.get_by_role("link", name="Close").click()
    assert page.url.endswith("/gallery/?q=three+views")
