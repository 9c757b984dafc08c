"""A designer sketches a mascot: one picture fails, one comes on warm paper, one is refined."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]

CONCEPT = (
    "A cheerful golf ball, running [[if:three quarters:fail:IMAGE_SAFETY]] [[if:close crop:tint]]"
)
DRAWN_MS = 30_000


def test_designer_gets_sketches_with_their_verdicts(open_context: Any) -> None:
    page = open_context().new_page()
    page.goto("/sketches/")
    page.fill("#concept", CONCEPT)
    page.click("label:has-text('Vintage Mascot')")
    # What was understood and found is there before money is spent; one drawing is vetoed.
    expect(page.locator("#refined_intent")).to_have_value(CONCEPT)
    page.uncheck("#reference-golf-clubs-crest")
    expect(page.locator("#reference-golf-clubs-crest")).not_to_be_checked()
    expect(page.locator("#cost .sum")).to_contain_text("$0.1")
    # A phone shows the form until there is a sheet, then the sheet.
    first = page.locator(".panes-sketch > :first-child")
    page.set_viewport_size(PHONE)
    expect(first).to_have_id("composer")
    page.press("#concept", "Control+Enter")
    cards = page.locator(".sketch-card")
    expect(cards).to_have_count(4)
    expect(first).to_have_id("sketch-stage")
    page.set_viewport_size(DESKTOP)
    expect(cards.locator("img[srcset]")).to_have_count(3, timeout=DRAWN_MS)
    expect(cards.nth(1)).to_contain_text("Clean after enforcement", timeout=DRAWN_MS)
    expect(cards.nth(1)).to_contain_text("Head and shoulders")
    expect(cards.nth(3)).to_contain_text("Stopped by the safety filter")
    expect(page.locator(".sketch-sheet .facts")).to_contain_text("3 of 4 sketches")
    # The report of each check; then one sketch is refined, alone and in its place.
    cards.nth(1).locator(".sketch-verdict summary").click()
    expect(cards.nth(1).get_by_role("row", name="colour")).to_contain_text("put right")
    cards.nth(0).get_by_label("Refine A").check()
    page.fill("#refine-instruction", "a bigger grin")
    page.get_by_role("button", name="Refine", exact=True).click()
    expect(page.locator(".sketch-card")).to_have_count(1)
    expect(page.locator(".sketch-card img[srcset]")).to_have_count(1, timeout=DRAWN_MS)
    expect(page.get_by_role("link", name="Refined from this sheet")).to_be_visible()
    # Beside the sheet the form comes first, for the Tab key too; on a phone it stands below it.
    expect(first).to_have_id("composer")
    page.set_viewport_size(PHONE)
    expect(first).to_have_id("sketch-stage")
    page.get_by_role("link", name="Delete this sheet").click()
    page.get_by_role("button", name="Delete with 1 image").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".sketch-card img[srcset]")).to_have_count(1)
