"""From a limit to a refusal, a question and a yes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_generate import CARDS, PICTURES_MS

pytestmark = [pytest.mark.browser, pytest.mark.processes]

LARGE = "/?prompt=a+red+chair&model=pro&resolution=1K&count=9"


@pytest.fixture
def page(tab: Page) -> Page:
    """Each journey goes where it begins."""
    return tab


@pytest.fixture
def usage(open_context: Any) -> Iterator[Page]:
    """The Usage page; the limits are lifted afterwards, since others use the same person."""
    page: Page = open_context().new_page()
    page.goto("/usage/")
    yield page
    set_limit(page, "")


def set_limit(page: Page, amount: str) -> None:
    page.goto("/usage/")
    page.get_by_label("Monthly limit").fill(amount)
    page.get_by_role("button", name="Save budget").click()
    expect(page.locator("#toasts")).to_contain_text("Your limits are saved.")


def test_large_spend_is_asked_about_and_can_be_taken_back(page: Page) -> None:
    page.goto(LARGE)
    before = page.locator("#batches > .batch").count()
    page.click("#generate")
    expect(page.get_by_role("dialog")).to_contain_text("9 images with Pro at 1K.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#generate")).to_be_focused()
    expect(page.locator("#prompt")).to_have_value("a red chair")
    expect(page.locator("#batches > .batch")).to_have_count(before)


def test_yes_by_keyboard_makes_the_pictures(page: Page) -> None:
    page.goto(LARGE.replace("count=9", "count=8"))
    page.click("#generate")
    expect(page.get_by_role("button", name=re.compile("^Spend"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(f"{CARDS} img[srcset]")).to_have_count(8, timeout=PICTURES_MS)


@pytest.mark.flaky(reruns=0)  # a race: a second try would hide it
def test_yes_given_the_moment_the_question_stands_there_stays_on_the_page(page: Page) -> None:
    page.goto(LARGE.replace("count=9", "count=8"))
    page.evaluate(
        """() => document.body.addEventListener("htmx:afterSwap", () =>
             setTimeout(() => document.querySelector("#confirm-spend .spend")?.click()))"""
    )
    page.click("#generate")
    expect(page.locator(CARDS)).to_have_count(8)
    assert page.url.split("?")[0].endswith("/")


def test_dear_retry_is_asked_about(page: Page) -> None:
    page.goto("/?prompt=[[fail:IMAGE_SAFETY]]+a+red+chair&model=pro&resolution=4K&count=1")
    page.click("#generate")
    page.get_by_role("button", name=re.compile("^Spend")).click()
    card = page.locator(CARDS).first
    retry = card.get_by_role("button", name="Retry")
    retry.click(timeout=PICTURES_MS)
    expect(page.get_by_role("dialog")).to_contain_text("1 image with Pro at 4K.")
    page.keyboard.press("Escape")
    expect(retry).to_be_focused()
    retry.click()
    page.get_by_role("button", name=re.compile("^Spend")).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(card).not_to_have_attribute("data-status", "failed")


def test_refused_run_goes_on_in_a_cheaper_way(usage: Page) -> None:
    usage.goto("/usage/")
    spent = float(usage.locator("#month-spent b").inner_text().removeprefix("$"))
    set_limit(usage, f"{spent + 0.5:.2f}")
    usage.goto(LARGE)
    expect(usage.locator("#cost-hint")).to_contain_text("passes your budget")
    usage.click("#generate")
    expect(usage.get_by_role("alert")).to_contain_text("This run would pass your budget.")
    usage.locator("[name=cheaper]").click()
    expect(usage.locator(CARDS)).to_have_count(9)
    expect(usage.get_by_role("alert")).to_have_count(0)
