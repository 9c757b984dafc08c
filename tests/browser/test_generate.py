"""From a prompt to pictures, in place."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.stack import PASSWORD, Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PICTURES_MS = 30_000
CARDS = "#batches > .batch:first-child .generation-card"
# Everything that moved without a person's doing, from the first paint on.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(
  ...list.getEntries().filter((entry) => !entry.hadRecentInput).map((entry) => ({
    value: entry.value, nodes: entry.sources.map((source) => source.node?.outerHTML?.slice(0, 120)),
  }))
)).observe({ type: "layout-shift", buffered: true });
"""
# When the live region beside the progress spoke.
WATCH_ANNOUNCEMENTS = """
window.announced = [];
new MutationObserver(() => window.announced.push(performance.now()))
  .observe(document.querySelector("[data-of=progress]"), { childList: true });
"""


def generate(page: Page, prompt: str) -> None:
    """Ask for it, and wait for its own cards: older batches may stand on the page."""
    page.fill("#prompt", prompt)
    page.locator("#ratio-3\\:2").check()
    page.click("#generate")
    expect(page.locator(".batch .said").first).to_contain_text(prompt)


def test_pictures_come_in_place_and_the_page_rests(page: Page) -> None:
    told = watched(page)
    count = int(page.locator("#image-count").inner_text())
    generate(page, "a lighthouse above a calm sea, golden hour")
    expect(page.locator(CARDS)).to_have_count(4)
    expect(page.locator(f"{CARDS} img[srcset]")).to_have_count(4, timeout=PICTURES_MS)
    expect(page.locator("[data-of=progress]")).to_contain_text("4 images ready")
    expect(page.locator("#image-count")).to_have_text(str(count + 4))
    expect(page.locator(".toast")).to_have_count(0)
    assert page.evaluate("window.shifts") == []
    times = page.evaluate("window.announced")
    assert min(later - earlier for earlier, later in pairwise([-5_000, *times])) >= 4_900
    assert "/pulse" not in asked_within(page, 2_500)
    assert told == []


def watched(page: Page) -> list[str]:
    """What the page throws or breaks, from a new load on, which alone has these watchers."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.add_init_script(WATCH_SHIFTS)
    page.reload()
    page.evaluate(WATCH_ANNOUNCEMENTS)
    return told


def asked_within(page: Page, wait_ms: int) -> list[str]:
    """The addresses that the page asks by itself."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.wait_for_timeout(wait_ms)
    return asked


def test_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to content
    page.keyboard.press("Tab")
    page.keyboard.type("a vase on an oak table")
    page.keyboard.press("Control+Enter")
    expect(page.locator(CARDS)).to_have_count(4)
    expect(page.locator("#prompt")).to_be_focused()
    expect(page.locator(f"{CARDS} img[srcset]")).to_have_count(4, timeout=PICTURES_MS)


def test_settings_follow_the_model_and_quick_clicks_and_the_prompt_is_missed(page: Page) -> None:
    page.locator("#count-more").click(click_count=3, delay=20)
    page.locator("#count-fewer").click()
    expect(page.locator("#count")).to_have_value("6")
    expect(page.locator("#cost .how")).to_contain_text("6 ")
    expect(page.locator("#count")).to_have_value("6")
    price = page.locator("#cost .sum").inner_text()
    page.locator("#resolution-4K").check()
    expect(page.locator("#cost .sum")).not_to_have_text(price)
    page.locator("[name=model]").nth(2).check()
    expect(page.locator("#resolution-4K")).to_be_disabled()
    expect(page.locator("#resolution-1K")).to_be_checked()
    expect(page.locator("[name=model]").nth(2)).to_be_focused()
    page.click("#generate")
    expect(page.locator("#prompt-error")).to_have_text("Describe the picture first.")
    expect(page.locator("#prompt")).to_be_focused()


def test_change_and_click_at_once_are_both_taken(page: Page) -> None:
    page.fill("#prompt", "a fern in a clay pot")
    page.locator("#count").focus()
    page.keyboard.press("ArrowDown")
    page.click("#generate")
    expect(page.locator(".batch .said").first).to_contain_text("a fern in a clay pot")
    expect(page.locator(CARDS)).to_have_count(3)


def test_laptop_shows_all_settings_without_scrolling(page: Page) -> None:
    page.fill("#prompt", "a vase on an oak bench in low window light " * 4)
    settings, foot = page.locator("#search").bounding_box(), page.locator("#cost").bounding_box()
    assert settings and foot
    assert settings["y"] + settings["height"] < foot["y"]


def test_answer_in_words_can_be_read_on_its_card(page: Page) -> None:
    generate(page, "[[text-only]] a chair")
    card = page.locator(CARDS).first
    card.get_by_text("Read answer").click(timeout=PICTURES_MS)
    expect(card).to_contain_text("Before I draw")


def test_refused_call_counts_down_to_the_next(page: Page) -> None:
    generate(page, "[[first:8:http:503]] a snail on a wall")  # each twice: then 5 s at least
    clock = page.locator(f"{CARDS} [data-left-s] .clock").first
    long = re.compile(r"Trying again in ([4-9]|10) s")
    expect(clock).to_have_text(long, timeout=PICTURES_MS)
    first = clock.inner_text()
    expect(clock).not_to_have_text(first)


def test_cancel_and_retry_stay_on_the_card(page: Page) -> None:
    generate(page, "[[latency:20]] a slow picture")
    card = page.locator(CARDS).last
    page.locator(f"{CARDS} [id^=cancel-]").last.click()
    expect(card).to_contain_text("Cancel")
    page.locator("#batches > .batch:first-child [id$='-cancel']").click()
    expect(page.locator(CARDS).first).to_contain_text("Cancel")


def test_refusal_is_told_on_its_card(page: Page) -> None:
    generate(page, "[[block:SAFETY]] a quiet street")
    card = page.locator(CARDS).first
    expect(card).to_contain_text("Stopped by the safety filter", timeout=PICTURES_MS)
    expect(card.get_by_role("button", name="Retry")).to_be_visible()


def test_star_stays_on_the_card(page: Page) -> None:
    generate(page, "a paper crane")
    star = page.locator(CARDS).first.get_by_role("button", name="Star")
    star.click(timeout=PICTURES_MS)
    expect(star).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(star).to_have_attribute("aria-pressed", "true")


def test_ready_pictures_are_told_on_other_pages(page: Page) -> None:
    generate(page, "blue mountain ridges at dawn")
    expect(page.locator(CARDS)).to_have_count(4)
    page.goto("/gallery/")
    expect(page.locator("#toasts")).to_contain_text("4 images ready", timeout=PICTURES_MS)


def test_hidden_tab_asks_nothing(page: Page, stack: Stack) -> None:
    generate(page, "[[latency:6]] a sleeping fox")
    expect(page.locator(CARDS)).to_have_count(4)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    assert "/pulse" not in asked_within(page, 2_500)


def test_words_outlast_a_sign_in_that_ran_out(page: Page) -> None:
    page.fill("#prompt", "a lighthouse that took ten minutes to describe")
    page.context.clear_cookies(name="musa_session")
    page.keyboard.press("Control+Enter")
    page.get_by_label("Name or e-mail").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#prompt")).to_have_value("a lighthouse that took ten minutes to describe")
    page.locator("#generate").press("Enter")
    expect(page.locator(CARDS)).to_have_count(4)
    expect(page.locator("#generate")).to_be_focused()
