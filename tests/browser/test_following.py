"""Pages that follow what happens elsewhere, without a reload and without getting in the way."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

NEXT_LOOK_MS = 20_000
PICTURES_MS = 60_000


def make(stack: Stack, prompt: str) -> None:
    """As a script would, from outside of the browser."""
    stack.manage("generate", prompt, "--user", "ada")


def test_batch_from_elsewhere_comes_without_taking_the_focus(page: Page, stack: Stack) -> None:
    page.fill("#prompt", "half a thought")
    make(stack, "a kite from a script")
    first = page.locator("#batches > .batch").first
    expect(first).to_contain_text("a kite from a script", timeout=NEXT_LOOK_MS)
    expect(page.locator("#prompt")).to_be_focused()
    expect(page.locator("#prompt")).to_have_value("half a thought")
    expect(first.locator("img[srcset]")).to_have_count(1, timeout=PICTURES_MS)
    expect(page.get_by_text("a kite from a script", exact=True)).to_have_count(1)


def test_what_is_read_further_down_stays_where_it_is(page: Page, stack: Stack) -> None:
    for prompt in ("a red boat", "a blue boat", "a green boat"):
        make(stack, prompt)
    page.reload()
    read = page.locator(".batch", has_text="a red boat").first
    read.scroll_into_view_if_needed()
    page.mouse.move(900, 500)
    page.mouse.wheel(0, 60)
    page.wait_for_timeout(300)
    before = read.bounding_box()
    make(stack, "a boat from a script")
    expect(page.get_by_text("a boat from a script")).to_have_count(1, timeout=NEXT_LOOK_MS)
    after = read.bounding_box()
    assert before and after
    assert abs(before["y"] - after["y"]) < 2


def test_activity_row_becomes_ready_by_itself(page: Page, stack: Stack) -> None:
    make(stack, "[[latency:4]] a slow windmill")
    page.goto("/activity/")
    row = page.locator(".activity-row", has_text="a slow windmill")
    expect(row.locator(".badge")).to_have_text("Generating")
    expect(row.locator(".badge")).to_have_text("Ready", timeout=PICTURES_MS)
    expect(row.locator("img")).to_have_count(1)


def test_activity_is_searched_and_narrowed_in_the_address(page: Page, stack: Stack) -> None:
    make(stack, "[[fail:IMAGE_SAFETY]] a broken mirror")
    page.goto("/activity/")
    page.get_by_label("Search prompts").press_sequentially("broken mirror")
    expect(page.locator(".activity-row")).to_have_count(1)
    page.get_by_role("link", name="Failed").click()
    expect(page.get_by_label("Search prompts")).to_have_value("broken mirror")
    assert "status=failed" in page.url
    page.get_by_role("button", name="Retry").click()
    expect(page.locator(".activity-row .badge")).to_have_text("Failed", timeout=PICTURES_MS)


def test_activity_works_without_script(open_context: Any, stack: Stack) -> None:
    make(stack, "[[fail:IMAGE_SAFETY]] a torn map")
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/activity/?q=torn+map")
    expect(page.locator(".activity-row")).to_have_count(1)
