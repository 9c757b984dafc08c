"""From a hundred pictures to the one that is looked for, and a view of them that is kept."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

TILES = ".tile"


@pytest.fixture(scope="module", autouse=True)
def _seeded(stack: Stack) -> None:
    stack.manage("seed_gallery", "--user", "ada", "--count", "150")
    stack.empty_cache()  # figures that somebody looked at before are kept for a minute


@pytest.fixture
def gallery(open_context: Any) -> Page:
    page: Page = open_context().new_page()
    page.goto("/gallery/")
    return page


def counted(page: Page) -> int:
    """What the figure above the grid says, once it is there."""
    figure = page.locator("#found-count")
    expect(figure).to_contain_text("image")
    return int(figure.inner_text().split()[0].replace(",", ""))


def filter_box(page: Page, name: str, value: str) -> Any:
    return page.locator(f"#filter-form input[name={name}][value='{value}']")


def test_filters_narrow_the_grid_and_stand_in_the_address(gallery: Page) -> None:
    everything = counted(gallery)
    filter_box(gallery, "tier", "pro").check()
    expect(gallery).to_have_url("/gallery/?tier=pro")
    expect(gallery.locator(".applied .chip")).to_have_text("Pro")
    only_pro = counted(gallery)
    assert 0 < only_pro < everything
    gallery.select_option("#sort-by", "oldest")
    expect(gallery).to_have_url("/gallery/?tier=pro&sort_by=oldest")
    gallery.reload()
    assert filter_box(gallery, "tier", "pro").is_checked()
    gallery.go_back()
    expect(gallery).to_have_url("/gallery/?tier=pro")
    expect(gallery.locator("#sort-by")).to_have_value("newest")
    gallery.get_by_role("link", name="Remove the filter Pro").click()
    assert counted(gallery) == everything


def test_words_are_looked_for_while_they_are_typed(gallery: Page) -> None:
    gallery.get_by_role("searchbox", name="Search prompts and tags").press_sequentially("lan")
    expect(gallery).to_have_url("/gallery/?q=lan")
    expect(gallery.locator(".applied .chip")).to_have_text("“lan”")
    expect(gallery.locator("#gallery-search")).to_be_focused()
    gallery.fill("#gallery-search", "zebra in a suit")
    expect(gallery.get_by_role("heading", name="No picture matches")).to_be_visible()
    gallery.get_by_role("link", name="Clear filters").last.click()
    expect(gallery.locator(TILES).first).to_be_visible()


def test_what_cannot_be_used_is_told_beside_its_field(gallery: Page) -> None:
    told: list[str] = []
    gallery.on("console", lambda message: told.append(message.text))
    counted(gallery)
    gallery.fill("#gallery-search", "??")
    expect(gallery.locator("#problem-q")).to_have_text("Write a word or a number.")
    gallery.fill("#gallery-search", "lantern")
    expect(gallery.locator("#problem-q")).to_be_hidden()
    counted(gallery)
    assert told == []


def test_tag_is_chosen_by_keyboard_and_keeps_the_focus(gallery: Page) -> None:
    counted(gallery)
    tag = filter_box(gallery, "tag", "web")
    tag.focus()
    gallery.keyboard.press("Space")
    expect(gallery).to_have_url("/gallery/?tag=web")
    counted(gallery)
    expect(tag).to_be_focused()
    expect(tag).to_be_checked()


def test_more_pictures_come_in_view_under_the_filters(gallery: Page) -> None:
    expect(gallery.locator(TILES)).to_have_count(60)
    gallery.mouse.wheel(0, 50_000)
    expect(gallery.locator(TILES)).to_have_count(120)


def test_view_is_kept_and_found_again(gallery: Page) -> None:
    filter_box(gallery, "starred", "true").check()
    expect(gallery).to_have_url("/gallery/?starred=true")
    gallery.get_by_text("Saved views").click()
    gallery.get_by_label("Name this view").fill("My stars")
    gallery.keyboard.press("Enter")
    expect(gallery.get_by_role("link", name="My stars", exact=True)).to_be_visible()
    gallery.goto("/gallery/")
    gallery.get_by_role("link", name="My stars", exact=True).click()
    expect(gallery).to_have_url("/gallery/?starred=true")
    gallery.get_by_role("link", name="Rename or delete My stars").click()
    gallery.get_by_role("button", name="Delete this view").click()
    expect(gallery.get_by_role("link", name="My stars", exact=True)).to_have_count(0)


def test_size_of_tiles_is_kept(gallery: Page) -> None:
    tile = gallery.locator(TILES).first
    before = tile.bounding_box()
    gallery.get_by_label("Thumbnail size").focus()
    gallery.keyboard.press("End")
    gallery.reload()
    after = tile.bounding_box()
    assert before and after and after["height"] > 1.5 * before["height"]
    expect(gallery.get_by_label("Thumbnail size")).to_have_value("5")


SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const observer = new PerformanceObserver((list) => {
    for (const each of list.getEntries()) sum += each.value;
  });
  observer.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""


def test_nothing_moves_when_pictures_and_figures_arrive(gallery: Page) -> None:
    counted(gallery)
    gallery.wait_for_load_state("networkidle")
    assert gallery.evaluate(SHIFT) == 0


def test_phone_filters_in_a_sheet(open_context: Any) -> None:
    page = open_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
    page.goto("/gallery/")
    page.get_by_role("button", name="Filters").tap()
    filter_box(page, "tier", "lite").check()
    expect(page).to_have_url("/gallery/?tier=lite")
    page.get_by_role("button", name="Done").tap()
    expect(page.locator(".applied .chip")).to_have_text("Lite")
    page.get_by_role("button", name="Search and order").tap()
    page.select_option("#sort-by", "most_edited")
    expect(page).to_have_url("/gallery/?tier=lite&sort_by=most_edited")


def test_filters_work_without_script(open_context: Any) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/gallery/")
    filter_box(page, "tier", "pro").check()
    page.fill("#filter-tag", "web")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".applied .chip")).to_have_text(["Pro", "web"])
    page.get_by_role("link", name="Clear filters").click()
    page.get_by_role("link", name="More").click()
    expect(page.get_by_role("link", name="Back to the start")).to_be_visible()
