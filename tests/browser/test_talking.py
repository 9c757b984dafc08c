"""A conversation from its first words to the files that are taken along."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_generate import PICTURES_MS
from tests.browser.test_memories import RUN, write_memory
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def say(page: Page, words: str) -> None:
    page.fill("#prompt", words)
    page.click("#say-send")


def drawn(page: Page, count: int) -> None:
    expect(page.locator(".turn-image img[srcset]")).to_have_count(count, timeout=PICTURES_MS)
    expect(page.locator("#say-price")).to_contain_text("about $")


def names_in(packed: zipfile.ZipFile) -> list[str]:
    text = packed.read("conversation.md").decode()
    return re.findall(r"^!\[.*\]\((pictures/.+)\)$", text, re.MULTILINE)


def test_conversation_from_first_words_to_its_files(
    page: Page, stack: Stack, tmp_path: Path
) -> None:
    write_memory(page, "Roof of the hotel", "Two gables, chimney on the west side.")
    page.goto("/sessions/new")
    page.get_by_label("Name").fill(f"Key visual {next(RUN)}")
    page.get_by_role("button", name="Begin").click()
    page.locator("label:has(#mode-chat)").click()
    say(page, "A small hotel on a headland. What should the picture show?")
    page.get_by_role("link", name="Draw this").click(timeout=PICTURES_MS)
    page.click("#say-send")
    drawn(page, 1)
    say(page, "Golden hour instead")
    drawn(page, 2)
    say(page, "A wider view")
    drawn(page, 3)
    page.get_by_role("link", name="Continue from v1").click()
    page.locator(".mem", has_text="Roof of the hotel").first.click()
    expect(page.locator("#memory-preview")).to_contain_text("Exactly what is sent")
    say(page, "Blue hour, lamps in every window")
    drawn(page, 2)
    expect(page.locator(".branches li")).to_have_count(2)
    page.get_by_role("link", name="Previous branch").click()
    drawn(page, 3)

    with page.expect_download() as download:
        page.get_by_role("link", name="Export Markdown").click()
    packed = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    names = names_in(packed)
    assert len(names) == 4
    packed.extractall(tmp_path, names)
    before = stack.rows("select count(*) from gallery_image")
    page.goto("/gallery/upload")
    page.locator("#files").set_input_files([tmp_path / name for name in names])
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_text("already in your gallery")).to_have_count(4, timeout=PICTURES_MS)
    assert stack.rows("select count(*) from gallery_image") == before
