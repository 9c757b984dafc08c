"""A picture's page: its versions compared, its tags, and a file that brings its prompt back."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests import images
from tests.browser.conftest import PHONE
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PROMPT = "A white house on a headland at blue hour"
ASKED = ("--aspect-ratio", "16:9", "--count", "2", "--wait")
FAMILY = """
from gallery import versions
from gallery.models import Image
child, parent = Image.objects.filter(prompt="{prompt}").order_by("-pk")[:2]
versions.add(child, parent=parent, words="Lamps in every window")
print("ids", parent.pk, child.pk)
"""
DROP = """([name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (mark) => mark.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type: "image/png" }));
  const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.querySelector("#prompt").dispatchEvent(event);
}"""


@pytest.fixture(scope="session")
def family(stack: Stack) -> tuple[int, int]:
    """A picture and a version of it."""
    stack.manage("generate", PROMPT, "--user", "ada", *ASKED)
    told = stack.manage("shell", "-c", FAMILY.format(prompt=PROMPT))
    _, parent, child = told[told.index("ids") :].split()[:3]
    return int(parent), int(child)


@pytest.fixture
def comparison(page: Page, family: tuple[int, int]) -> Page:
    parent, child = family
    page.goto(f"/images/{child}/?compare={parent}")
    return page


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Share of the picture that shows before")


def drop(page: Page, name: str, data: bytes) -> None:
    page.evaluate(DROP, [name, base64.b64encode(data).decode()])


def test_slider_is_moved_by_keys_alone(comparison: Page) -> None:
    slider(comparison).focus()
    comparison.keyboard.press("ArrowRight")
    expect(slider(comparison)).to_have_attribute("aria-valuetext", "51 % before, 49 % after")
    comparison.keyboard.press("Shift+ArrowLeft")
    expect(slider(comparison)).to_have_attribute("aria-valuetext", "41 % before, 59 % after")
    comparison.keyboard.press("Home")
    expect(slider(comparison)).to_have_value("0")
    comparison.keyboard.press("End")
    expect(slider(comparison)).to_have_value("100")


def test_slider_follows_the_pointer(comparison: Page) -> None:
    box = slider(comparison).bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    comparison.mouse.move(box["x"] + box["width"] / 2, middle)
    comparison.mouse.down()
    comparison.mouse.move(box["x"] + box["width"] / 4, middle, steps=4)
    comparison.mouse.up()
    bar = comparison.locator(".compare-bar").bounding_box()
    assert bar is not None
    assert abs(bar["x"] - box["x"] - box["width"] / 4) < 6


def test_flip_shows_the_picture_before_by_key_and_while_held(comparison: Page) -> None:
    comparison.get_by_label("Flip").check()
    before = comparison.locator(".compare-before")
    button = comparison.get_by_role("button", name="Show before")
    expect(before).to_be_hidden()
    button.press("Enter")
    expect(before).to_be_visible()
    button.press("Enter")
    expect(before).to_be_hidden()
    button.click(delay=500)
    expect(before).to_be_hidden()
    button.click()
    expect(before).to_be_visible()


def test_side_by_side_shows_both_whole(comparison: Page) -> None:
    comparison.get_by_label("Side by side").check()
    before = comparison.locator(".compare-before img").bounding_box()
    after = comparison.locator(".compare-after img").bounding_box()
    assert before is not None
    assert after is not None
    assert before["x"] + before["width"] <= after["x"]
    expect(slider(comparison)).to_be_hidden()


def test_versions_are_reached_and_compared_by_keyboard(page: Page, family: tuple[int, int]) -> None:
    parent, child = family
    page.goto(f"/images/{parent}/")
    page.get_by_role("link", name="v2 Lamps in every window").press("Enter")
    page.wait_for_url(f"**/images/{child}/")
    page.get_by_label("Compare with").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/images/{child}/?compare={parent}")
    expect(page.get_by_text("Before, v1")).to_be_visible()


def test_without_script_both_stand_side_by_side(open_context: Any, family: tuple[int, int]) -> None:
    parent, child = family
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"/images/{child}/?compare={parent}")
    expect(page.locator(".compare-before img")).to_be_visible()
    expect(page.locator(".compare-after img")).to_be_visible()
    expect(page.get_by_label("Flip")).to_be_hidden()


def test_pictures_do_not_move_when_they_arrive(open_context: Any, family: tuple[int, int]) -> None:
    page = open_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
    page.route("**/media/images/**", lambda route: route.abort())
    page.goto(f"/images/{family[1]}/")
    waiting = page.locator(".hero").bounding_box()
    page.unroute("**/media/images/**")
    page.reload(wait_until="networkidle")
    arrived = page.locator(".hero").bounding_box()
    assert waiting is not None
    assert arrived is not None
    assert abs(arrived["height"] - waiting["height"]) < 1  # a preview's pixels are rounded


def test_tags_are_added_by_comma_and_enter_and_taken_away(
    page: Page, family: tuple[int, int]
) -> None:
    page.goto(f"/images/{family[0]}/")
    page.get_by_label("Add tags").press_sequentially("harbour,")
    expect(page.get_by_role("button", name="Remove tag harbour")).to_be_visible()
    expect(page.get_by_label("Add tags")).to_be_focused()
    page.keyboard.type("evening")
    page.keyboard.press("Enter")
    expect(page.locator("#tags .tag")).to_have_count(2)
    page.get_by_role("button", name="Remove tag harbour").press("Enter")
    expect(page.locator("#tags .tag")).to_have_text(["evening"])


def test_prompt_is_copied(open_context: Any, family: tuple[int, int]) -> None:
    page = open_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(f"/images/{family[0]}/")
    page.get_by_role("button", name="Copy prompt").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == PROMPT


def test_deleted_picture_comes_back(page: Page, family: tuple[int, int]) -> None:
    page.goto(f"/images/{family[1]}/")
    page.get_by_role("button", name="Delete picture").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete picture").click()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("The picture is back.")).to_be_visible()
    page.goto(f"/images/{family[1]}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("A white house")


def test_deletion_asks_and_can_be_left(page: Page, family: tuple[int, int]) -> None:
    page.goto(f"/images/{family[0]}/")
    page.get_by_role("button", name="Delete picture").press("Enter")
    question = page.get_by_role("dialog", name="Delete v1?")
    expect(question).to_contain_text("v2, made from it, stays.")
    expect(question.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()


def test_downloaded_file_brings_its_prompt_back(
    page: Page, family: tuple[int, int], tmp_path: Path
) -> None:
    page.goto(f"/images/{family[0]}/")
    page.get_by_label("PNG").check()
    with page.expect_download() as started:
        page.locator("#download").get_by_role("button", name="Download").click()
    file = tmp_path / "house.png"
    started.value.save_as(file)
    page.goto("/")
    page.fill("#prompt", "something else")
    drop(page, "house.png", file.read_bytes())
    expect(page.locator("#restored")).to_contain_text("Restored from house.png.")
    expect(page.locator("#prompt")).to_have_value(PROMPT)
    expect(page.locator("[name=aspect_ratio]:checked")).to_have_value("16:9")
    expect(page.locator("#references .ref")).to_have_count(0)


def test_file_without_a_prompt_becomes_a_reference(page: Page) -> None:
    page.fill("#prompt", "a boat like this one")
    drop(page, "plain.png", images.png(90, 60))
    expect(page.locator("#references .ref")).to_have_count(1)
    expect(page.locator("#restored")).to_contain_text("No prompt in this file.")
    expect(page.locator("#prompt")).to_have_value("a boat like this one")


def test_file_is_chosen_where_nothing_can_be_dropped(page: Page) -> None:
    file: FilePayload = {"name": "plain.png", "mimeType": "image/png", "buffer": images.png(91, 60)}
    label = "Restore prompt and settings from a picture made here"
    page.get_by_label(label).set_input_files([file])
    expect(page.locator("#restored")).to_contain_text("No prompt in this file.")
