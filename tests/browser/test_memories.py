"""A memory from writing to sending, and a session from its beginning to Undo."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_generate import PICTURES_MS
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

RUN = count(1)  # a repeat finds what the run before it wrote
CONTENT = "Two gables, chimney on the west side & slate."


def requested(stack: Stack, prompt: str) -> dict[str, Any]:
    rows = stack.rows(f"select requested from studio_generation where prompt = '{prompt}'")  # noqa: S608
    found: dict[str, Any] = json.loads(rows[0][0])
    return found


def draw(page: Page, prompt: str) -> None:
    """Other batches may stand on the page already."""
    page.fill("#prompt", prompt)
    page.click("#generate")
    batch = page.locator("#batches > .batch", has_text=prompt)
    expect(batch.locator(".generation-card img[srcset]")).to_have_count(4, timeout=PICTURES_MS)


def write_memory(page: Page, title: str, content: str) -> None:
    page.goto("/memories/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Content").fill(f"{content} ({next(RUN)})")
    page.get_by_role("button", name="Save memory").click()
    expect(page.locator(".memory-rows")).to_contain_text(title)


def test_memory_goes_along_as_it_was_previewed(page: Page, stack: Stack) -> None:
    write_memory(page, "Roof of the lighthouse", CONTENT)
    page.get_by_role("link", name="Use Roof of the lighthouse in a prompt").first.click()
    preview = page.locator("#memory-preview")
    preview.get_by_text("Exactly what is sent").click()
    expect(preview.locator("pre")).to_contain_text("slate. (")
    page.locator("#preset").select_option("timeline")
    expect(page.locator("#ratio-16\\:9")).to_be_checked()
    expect(preview).to_contain_text("tokens for memories")
    prompt = f"a lighthouse with its memory, {next(RUN)}"
    draw(page, prompt)
    kept = requested(stack, prompt)
    assert "chimney on the west side &amp; slate." in kept["context"]["text"]
    assert (kept["preset"], kept["aspect_ratio"]) == ("timeline", "16:9")


def test_memories_are_found_while_typing(page: Page, stack: Stack) -> None:
    made = stack.rows("select count(*) from studio_batch")
    harbour, hotel = f"harbour{next(RUN)}", f"hotel{next(RUN)}"
    write_memory(page, f"Palette of the {harbour}", "Lime white.")
    write_memory(page, f"Guests of the {hotel}", "They call it the long blue.")
    page.get_by_label("Search memories").fill(harbour)
    expect(page.locator(".memory-row")).to_have_count(1)
    page.goto("/")
    page.locator("#memories summary").first.click()
    page.locator("#find-memory").fill(hotel)
    page.keyboard.press("Enter")
    expect(page.locator(".mem:visible")).to_have_count(1)
    assert stack.rows("select count(*) from studio_batch") == made  # Enter there spends nothing


def test_deleted_memory_comes_back(page: Page) -> None:
    title = f"Gone for a moment {next(RUN)}"
    write_memory(page, title, "A passing thought.")
    page.get_by_role("button", name=f"Delete {title}").click()
    expect(page.locator("#deleted")).to_contain_text("deleted")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".memory-rows")).to_contain_text(title)


def test_session_from_its_beginning_to_undo(page: Page) -> None:
    name = f"Kelda House {next(RUN)}"
    page.goto("/sessions/new")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Settings of this session").click()
    page.locator("#id_aspect_ratio").select_option("16:9")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Session actions").click()
    page.get_by_role("link", name="Generate here").click()
    expect(page.locator("#ratio-16\\:9")).to_be_checked()
    expect(page.locator("#composer-session")).to_contain_text(name)
    draw(page, f"a white house on a headland, {next(RUN)}")
    page.goto("/sessions/")
    card = page.locator(".session-card", has_text=name)
    expect(card).to_contain_text("4 images")
    card.get_by_role("button").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete with 4 images").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card).to_contain_text("4 images")


def test_memory_is_sent_without_script_only_after_a_look(open_context: Any, stack: Stack) -> None:
    page = open_context(java_script_enabled=False).new_page()
    write_memory(page, "Kettle", "The kettle is red.")
    page.goto("/")
    page.locator("#memories summary").first.click()
    page.locator(".mem", has_text="Kettle").first.click()
    prompt = f"a kettle without script, {next(RUN)}"
    page.fill("#prompt", prompt)
    page.click("#generate")
    expect(page.locator("#composer")).to_contain_text("Look at the memories first.")
    page.click("#generate")
    expect(page.get_by_role("heading", level=1)).to_have_text("Batch")
    assert "The kettle is red." in requested(stack, prompt)["context"]["text"]


def test_phone_chooses_memories_in_the_settings(open_context: Any) -> None:
    page = open_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
    write_memory(page, "Mug", "The mug is glazed blue.")
    page.goto("/")
    page.tap(".settings-btn")
    page.locator("#memories summary").first.tap()
    page.locator(".mem", has_text="Mug").first.tap()
    expect(page.locator("#memories-summary")).to_contain_text("1 memory")
    expect(page.locator("#memory-preview")).to_contain_text("tokens for memories")
