"""From a few letters to a page, by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_letters_lead_to_a_page_and_escape_back(tab: Page) -> None:
    tab.goto("/gallery/")
    box = tab.get_by_role("dialog", name="Jump to")
    chosen = box.get_by_role("option", selected=True)
    tab.keyboard.press("/")
    expect(chosen).to_contain_text("Generate")  # before any letter
    tab.keyboard.press("Escape")
    expect(box).to_be_hidden()
    tab.keyboard.press("Control+k")
    box.get_by_role("combobox").fill("usa")
    expect(chosen).to_contain_text("Usage")
    tab.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Generate “usa”")
    tab.keyboard.press("ArrowDown")  # past the end is the beginning
    expect(chosen).to_contain_text("Usage")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url("/usage/")
    tab.keyboard.press("g")
    tab.keyboard.press("s")
    expect(tab).to_have_url("/sessions/")
