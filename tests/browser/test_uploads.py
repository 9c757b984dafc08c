"""Pictures that are dropped on the gallery, deleted, and taken out of the trash again."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import images

pytestmark = [pytest.mark.browser, pytest.mark.processes]

DROP = """(files) => {
  const transfer = new DataTransfer();
  for (const [name, base64] of files) {
    const bytes = Uint8Array.from(atob(base64), (mark) => mark.charCodeAt(0));
    transfer.items.add(new File([bytes], name));
  }
  const there = document.querySelector("main");
  for (const kind of ["dragover", "drop"]) {
    const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
    there.dispatchEvent(new DragEvent(kind, options));
  }
}"""
PASTE = """([name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (mark) => mark.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true });
  document.body.dispatchEvent(event);
}"""
TOLD = "#uploads [data-says=done]"


def plain(colour: str) -> bytes:
    return images.encoded(Image.new("RGB", (320, 240), colour), "PNG")


def sent(*files: tuple[str, bytes]) -> list[list[str]]:
    return [[name, base64.b64encode(data).decode()] for name, data in files]


@pytest.fixture
def gallery(open_context: Any) -> Page:
    page: Page = open_context().new_page()
    page.goto("/gallery/?source=uploaded")
    return page


def test_dropped_pictures_appear_and_others_are_told(gallery: Page) -> None:
    tiles = gallery.locator(".tile")
    before = tiles.count()
    files = sent(("one.png", plain("#a05010")), ("two.png", plain("#1050a0")), ("no.txt", b"words"))
    gallery.evaluate(DROP, files)
    expect(gallery.locator(TOLD)).to_have_text("2 added, 1 refused.")
    expect(gallery.locator("#uploads .error")).to_contain_text("no.txt: This is not a picture")
    expect(tiles).to_have_count(before + 2)
    gallery.evaluate(DROP, files[:1])
    expect(gallery.locator(TOLD)).to_have_text("1 there already.")
    known = gallery.get_by_role("link", name="already in your gallery")
    expect(known).to_have_attribute("href", gallery_link(gallery))
    expect(tiles).to_have_count(before + 2)


def gallery_link(page: Page) -> str:
    """The image page of the older of the two newest tiles, the first that was sent."""
    tile = page.locator(".tile").nth(1).get_attribute("id") or ""
    return f"/images/{tile.removeprefix('tile-')}/"


def test_pasted_picture_appears(gallery: Page) -> None:
    before = gallery.locator(".tile").count()
    gallery.evaluate(PASTE, sent(("image.png", plain("#208040")))[0])
    expect(gallery.locator(".tile")).to_have_count(before + 1)


def test_deleted_upload_is_restored_from_the_trash(gallery: Page) -> None:
    gallery.evaluate(DROP, sent(("lost.png", plain("#802060"))))
    expect(gallery.locator(TOLD)).to_have_text("1 added.")
    tile = gallery.locator(".tile").first
    number = (tile.get_attribute("id") or "").removeprefix("tile-")
    gallery.goto(f"/gallery/{number}/?source=uploaded")
    gallery.keyboard.press("Delete")
    expect(gallery.locator(".toast", has_text="moved to the trash")).to_be_visible()
    gallery.goto("/gallery/trash/")
    waiting = gallery.locator(f"#trashed-{number}")
    expect(waiting).to_contain_text("Goes in 30 days")
    waiting.get_by_role("button", name="Restore").click()
    expect(gallery.locator(".toast")).to_contain_text("The picture is back.")
    gallery.goto("/gallery/?source=uploaded")
    expect(gallery.locator(f"#tile-{number}")).to_be_visible()


def test_deletion_for_good_asks_and_gives_the_focus_back(gallery: Page) -> None:
    gallery.evaluate(DROP, sent(("gone.png", plain("#60a0a0"))))
    expect(gallery.locator(TOLD)).to_have_text("1 added.")
    tile = gallery.locator(".tile").first
    number = (tile.get_attribute("id") or "").removeprefix("tile-")
    gallery.goto(f"/gallery/{number}/?source=uploaded")
    gallery.keyboard.press("Delete")
    expect(gallery.locator(".toast", has_text="moved to the trash")).to_be_visible()
    gallery.goto("/gallery/trash/")
    gallery.locator(f"#delete-{number}").click()
    dialog = gallery.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete 1 picture for good?")
    gallery.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    gallery.locator(f"#delete-{number}").click()
    gallery.get_by_role("button", name="Delete 1 picture").click()
    expect(gallery.locator(".toast")).to_contain_text("Deleted for good.")
    expect(gallery.locator(f"#trashed-{number}")).to_have_count(0)
