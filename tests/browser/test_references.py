"""Pictures that go along with a prompt: added, put in order, sent, brought back."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests import images

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PICTURES_MS = 30_000
PICTURE = "#batches > .batch:first-child .generation-card img[srcset]"
SHOWN = "#references .ref"
DROP = """([name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (mark) => mark.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  const field = document.querySelector("#references-choose");
  field.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
}"""
PASTE = """([name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (mark) => mark.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true });
  document.querySelector("#prompt").dispatchEvent(event);
}"""


def plain(colour: str, name: str) -> FilePayload:
    data = images.encoded(Image.new("RGB", (320, 240), colour), "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": data}


def add(page: Page, *files: FilePayload) -> None:
    before = page.locator(SHOWN).count()
    page.set_input_files("#reference-files", files)
    expect(page.locator(SHOWN)).to_have_count(before + len(files))


def test_two_references_are_sent_in_order_and_come_back(page: Page) -> None:
    add(page, plain("#c03020", "red.png"), plain("#2040c0", "blue.png"))
    page.get_by_text("Roles, notes and order").click()
    page.get_by_label("Role of reference 1").select_option("product")
    page.get_by_label("Note on reference 1").fill("the red cup")
    page.get_by_label("Role of reference 2").select_option("object")
    page.get_by_label("Note on reference 2").fill("the blue book")
    page.get_by_role("button", name="Move reference 2 up").click()
    expect(page.get_by_label("Note on reference 1")).to_have_value("the blue book")
    page.locator("#modality-TEXT_IMAGE").check()
    page.fill("#prompt", "Both of them on one table")
    page.click("#generate")
    expect(page.locator(PICTURE)).to_have_count(4, timeout=PICTURES_MS)
    expect(page.locator(".batch-answer").first).to_contain_text("your 2 pictures as one")
    page.locator("#batches > .batch:first-child").get_by_role("link", name="Reuse").first.click()
    expect(page.locator(SHOWN)).to_have_count(2)
    expect(page.get_by_label("Note on reference 1")).to_have_value("the blue book")
    expect(page.get_by_label("Note on reference 2")).to_have_value("the red cup")
    expect(page.get_by_label("Role of reference 2")).to_have_value("product")


def test_removed_reference_leaves_the_others(page: Page) -> None:
    add(page, plain("#c03020", "red.png"), plain("#2040c0", "blue.png"))
    page.fill("#prompt", "a chair")
    page.get_by_role("button", name="Remove reference 1").click(force=True)
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.locator("#references .aside")).to_have_text("1 of 14")
    expect(page.locator("#prompt")).to_have_value("a chair")


def test_file_that_is_no_picture_is_told_beside_the_field(page: Page) -> None:
    words: FilePayload = {"name": "notes.txt", "mimeType": "image/png", "buffer": b"only words"}
    page.set_input_files("#reference-files", [words])
    expect(page.locator("#references-error")).to_contain_text("notes.txt: This is not a picture")


def test_files_beyond_the_limit_are_named(page: Page) -> None:
    files = [plain(f"#{shade:02x}8040", f"{shade}.png") for shade in range(16)]
    page.set_input_files("#reference-files", files)
    expect(page.locator(SHOWN)).to_have_count(14)
    expect(page.locator("#references-error")).to_contain_text("Left out: 14.png, 15.png.")


@pytest.mark.parametrize("way", [DROP, PASTE])
def test_picture_can_be_dropped_and_pasted(page: Page, way: str) -> None:
    encoded = page.evaluate(
        "bytes => btoa(String.fromCharCode(...bytes))", list(images.png(40, 30))
    )
    page.evaluate(way, ["chair.png", "image/png", encoded])
    expect(page.locator(SHOWN)).to_have_count(1)


def test_picture_of_the_gallery_is_picked_in_a_dialog(page: Page) -> None:
    add(page, plain("#30a050", "green.png"))
    page.reload()
    page.click("#references-choose")
    page.get_by_role("dialog").locator("[name=reference_picked]").first.check()
    page.click("#chooser-add")
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_list_takes_references_for_all_its_rows(page: Page) -> None:
    page.goto("/batches/new")
    page.fill("#list-prompts", "a {red|blue} cup")
    expect(page.locator(".list-table tbody tr")).to_have_count(2)
    add(page, plain("#a05030", "clay.png"))
    page.click("#references-choose")
    page.get_by_role("dialog").locator("[name=reference_picked]").last.check()
    page.click("#chooser-add")
    expect(page.locator(SHOWN)).to_have_count(2)
    page.get_by_text("Roles, notes and order").click()
    page.get_by_label("Role of reference 1").select_option("style")
    expect(page.locator("#list-prompts")).to_have_value("a {red|blue} cup")
    page.click("#generate")
    expect(page.locator(".batch-row img[srcset]")).to_have_count(2, timeout=PICTURES_MS)
    page.get_by_role("link", name="New list from this one").click()
    expect(page.locator(SHOWN)).to_have_count(2)
    expect(page.get_by_label("Role of reference 1")).to_have_value("style")


def test_dialog_that_was_left_opens_again(page: Page) -> None:
    page.click("#references-choose")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.click("#references-choose")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_references_need_no_script(open_context: Any) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.fill("#prompt", "a chair")
    page.set_input_files("#reference-files", [plain("#806020", "a.png"), plain("#602080", "b.png")])
    page.click("#references-choose")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#prompt")).to_have_value("a chair")
    page.get_by_text("Roles, notes and order").click()
    page.get_by_label("Note on reference 2").fill("the second")
    page.get_by_role("button", name="Move reference 2 up").click()
    expect(page.get_by_label("Note on reference 1")).to_have_value("the second")


def test_thoughts_and_drafts_are_folded_below_the_batch(page: Page) -> None:
    page.locator("#thinking").check()
    page.locator("#count").fill("1")
    page.fill("#prompt", "a paper crane")
    page.click("#generate")
    expect(page.locator(PICTURE)).to_have_count(1, timeout=PICTURES_MS)
    page.get_by_role("link", name="Details").first.click()
    answer = page.locator(".answers [id^=answer-]").first
    answer.get_by_text("Drafts while thinking").click()
    expect(answer.get_by_role("img", name="Draft 1")).to_have_js_property("complete", True)
    assert answer.get_by_role("img", name="Draft 1").evaluate("image => image.naturalWidth") > 0
