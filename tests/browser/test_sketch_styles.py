"""A house style of one's own, and a drawing that it may follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import sketch_images

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def saved(tmp_path: Path, picture: Image.Image) -> Path:
    file = tmp_path / "drawing.png"
    picture.save(file)
    return file


def test_style_is_copied_edited_and_taken_back(open_context: Any, tmp_path: Path) -> None:
    page: Page = open_context().new_page()
    page.goto("/sketches/styles/")
    page.get_by_role("button", name="Copy Ink Brush").click()
    page.get_by_label("Name", exact=True).fill("Harbour Ink")
    page.get_by_label("What the style does with Fish leaping").select_option("Do not use")
    page.get_by_label("Outline, from").fill("99")
    page.get_by_role("button", name="Save style").click()
    expect(page.get_by_text("The lower number comes first.")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Harbour Ink")
    page.get_by_label("Outline, from").fill("9")
    page.get_by_role("button", name="Save style").click()
    card = page.get_by_role("listitem").filter(has_text="Harbour Ink")
    expect(card).to_contain_text("5 drawings")
    card.get_by_role("link", name="Harbour Ink").first.click()
    page.get_by_text("Versions").click()
    page.get_by_role("link", name="Version 1", exact=True).click()
    page.get_by_role("button", name="Take back version 1").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ink Brush (copy)")
    takes_in_a_drawing(page, tmp_path)


def takes_in_a_drawing(page: Page, tmp_path: Path) -> None:
    """One that the library has in another form: told, kept on demand, found by its words."""
    page.goto("/sketches/references/new")
    turned = sketch_images.drawing("bear-growl").rotate(3, fillcolor=255)
    page.get_by_label("Drawing").set_input_files(saved(tmp_path, turned))
    page.get_by_label("Caption").fill("A bear that leans over a fence")
    page.get_by_label("Tags").fill("bear, fence")
    page.get_by_role("button", name="Add to the library").click()
    expect(page.get_by_text("in the library already")).to_be_visible()
    page.get_by_label("Keep both").check()
    page.get_by_role("button", name="Add to the library").click()
    page.get_by_label("Search drawings").fill("fences")
    expect(page.get_by_text("1 drawing", exact=True)).to_be_visible()
    expect(page.get_by_text("A bear that leans over a fence")).to_be_visible()
