"""Choosing many pictures of the gallery: by pointer, by keys alone, without script."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

MADE = 8
SEED = """
from django.contrib.auth.models import User
from gallery import intake
from tests.images import png
owner = User.objects.get(username="ada")
for number in range({count}):
    stored = intake.store(intake.prepare(png(200 + number % 3 * 80, 200)))
    stored.save(owner=owner, source="generated", prompt=f"{word} {{number}}", tier="pro")
"""
BOXES = ".tile input[name=image]"


@pytest.fixture
def word(stack: Stack) -> str:
    """The first word of eight pictures of this test's own."""
    name = f"w{uuid4().hex}"
    stack.manage("shell", "-v", "0", "-c", SEED.format(count=MADE, word=name))
    return name


@pytest.fixture
def gallery(open_context: Any, word: str) -> Page:
    """The gallery, narrowed to these pictures."""
    page: Page = open_context(accept_downloads=True).new_page()
    page.goto(f"/gallery/?q={word}")
    expect(page.locator(".tile")).to_have_count(MADE)
    return page


def tile(page: Page, number: int) -> Locator:
    return page.locator(".tile").nth(number)


def count(page: Page) -> Locator:
    return page.locator("#selection-count")


def bar(page: Page, name: str) -> Locator:
    return page.locator("#selection-bar").get_by_role("button", name=name, exact=True)


def chosen(page: Page) -> list[bool]:
    return [box.is_checked() for box in page.locator(BOXES).all()]


def test_pointer_chooses_one_a_range_a_day_and_all(gallery: Page) -> None:
    gallery.get_by_role("link", name="Select").click()
    expect(gallery).to_have_url(re.compile("select=1"))
    tile(gallery, 1).click()
    tile(gallery, 4).click(modifiers=["Shift"])
    assert chosen(gallery) == [False, True, True, True, True, False, False, False]
    expect(count(gallery)).to_contain_text("4 selected")
    day = gallery.get_by_label("Select Today")
    assert day.evaluate("box => box.indeterminate")
    day.click()
    expect(count(gallery)).to_contain_text(f"{MADE} selected")
    bar(gallery, "Clear selection").click()
    expect(count(gallery)).to_have_text("None selected")
    expect(bar(gallery, "Delete")).to_be_disabled()
    gallery.get_by_text(f"Select all {MADE}").click()
    assert all(chosen(gallery))
    gallery.get_by_role("link", name="Done").click()
    expect(gallery.locator("#selection-bar")).to_be_hidden()
    expect(gallery).not_to_have_url(re.compile("select=1"))


def test_keys_alone_choose_star_tag_delete_and_take_back(gallery: Page) -> None:
    keys = gallery.keyboard
    tile(gallery, 0).locator("a").focus()
    keys.press("s")  # nothing is chosen: the tile with the focus
    expect(tile(gallery, 0)).to_have_attribute("data-starred", "")
    expect(gallery.locator("#selection-bar")).to_be_hidden()
    keys.press("x")
    keys.press("Shift+ArrowRight")
    keys.press("Shift+ArrowRight")
    expect(count(gallery)).to_contain_text("3 selected")
    keys.press("t")
    expect(gallery.get_by_label("New tags")).to_be_focused()
    keys.type("keeper, sea")
    keys.press("Enter")
    expect(gallery.locator("#toasts")).to_contain_text("Tags of 3 images saved.")
    expect(tile(gallery, 2).locator("input")).to_be_focused()
    keys.press("Backspace")
    expect(gallery.locator("#ask")).to_contain_text("Delete 3 images?")
    keys.press("Enter")
    expect(gallery.locator(".tile:visible")).to_have_count(MADE - 3)
    expect(tile(gallery, 3).locator("input")).to_be_focused()
    gallery.get_by_role("button", name="Undo").press("Enter")
    expect(gallery.locator(".tile:visible")).to_have_count(MADE)
    keys.press("Control+a")
    expect(count(gallery)).to_contain_text(f"{MADE} selected")
    keys.press("Escape")
    expect(count(gallery)).to_have_text("None selected")
    keys.press("Escape")
    expect(gallery.locator("#selection-bar")).to_be_hidden()
    expect(tile(gallery, 0).locator("a")).to_be_focused()


def test_enter_opens_the_picture_also_while_choosing(gallery: Page) -> None:
    gallery.get_by_role("link", name="Select").click()
    tile(gallery, 0).locator("input").focus()
    gallery.keyboard.press("Enter")
    expect(gallery.locator(".viewer[open]")).to_be_visible()
    gallery.keyboard.press("x")
    gallery.keyboard.press("Escape")
    expect(gallery.locator(".viewer[open]")).to_have_count(0)
    assert not any(chosen(gallery))
    expect(gallery.locator(".tile[data-starred]")).to_have_count(0)


def test_letters_rest_in_a_dialog_and_when_they_are_switched_off(gallery: Page) -> None:
    gallery.evaluate("document.documentElement.dataset.singleKeys = 'off'")
    tile(gallery, 0).locator("a").focus()
    gallery.keyboard.press("x")
    assert not any(chosen(gallery))
    gallery.keyboard.press(" ")
    expect(count(gallery)).to_contain_text("1 selected")
    gallery.keyboard.press("Delete")
    expect(gallery.locator("#ask")).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#ask")).to_be_hidden()
    expect(count(gallery)).to_contain_text("1 selected")


def test_zip_of_all_that_match(gallery: Page, word: str, tmp_path: Path) -> None:
    gallery.get_by_role("link", name="Select").click()
    gallery.get_by_text(f"Select all {MADE}").click()
    with gallery.expect_download() as waiting:
        bar(gallery, "Download ZIP").click()
    file = tmp_path / "images.zip"
    waiting.value.save_as(file)
    with zipfile.ZipFile(file) as packed:
        told = json.loads(packed.read("manifest.json"))["images"]
        assert len(packed.namelist()) == MADE + 1
    assert all(each["prompt"].startswith(word) for each in told)


def test_other_filters_leave_nothing_chosen_that_is_not_shown(gallery: Page, word: str) -> None:
    gallery.get_by_role("link", name="Select").click()
    tile(gallery, 0).click()
    gallery.locator("#gallery-search").fill(f"{word} 7")
    expect(gallery.locator(".tile")).to_have_count(1)
    expect(count(gallery)).to_have_text("None selected")
    expect(gallery.get_by_text("Select all 1", exact=True)).to_be_visible()
    expect(gallery.locator("#selection-bar")).to_be_visible()
    expect(gallery).to_have_url(re.compile("select=1"))


def test_pictures_move_into_a_new_session(gallery: Page) -> None:
    gallery.get_by_role("link", name="Select").click()
    tile(gallery, 0).click()
    bar(gallery, "Move").click()
    gallery.locator("#ask").get_by_role("button", name="Move").click()
    expect(gallery.get_by_text("Name the new session")).to_be_visible()
    gallery.get_by_role("textbox", name="Name of the new session").fill("Kelda House")
    gallery.keyboard.press("Enter")
    expect(gallery.locator("#toasts")).to_contain_text("1 image moved to “Kelda House”.")


def test_all_of_it_works_without_script(open_context: Any, word: str) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"/gallery/?q={word}")
    page.get_by_role("link", name="Select").click()
    tile(page, 0).click()
    tile(page, 1).click()
    bar(page, "Delete").click()
    page.get_by_role("button", name="Delete 2 images").click()
    expect(page.locator("#trashed")).to_contain_text("2 images moved to the trash.")
    expect(page.locator(".tile")).to_have_count(MADE - 2)
    page.get_by_role("button", name="Undo").click()
    page.goto(f"/gallery/?q={word}")
    expect(page.locator(".tile")).to_have_count(MADE)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, {"width": 320, "height": 640}])
def test_bar_fits_the_screen(open_context: Any, word: str, viewport: dict[str, int]) -> None:
    page = open_context(viewport=viewport).new_page()
    page.goto(f"/gallery/?q={word}&select=1")
    tile(page, 0).click()
    box = page.locator("#selection-bar").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
