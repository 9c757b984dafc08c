"""From a template to pictures, and from the history back to the same settings."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.processes]

SAID = ".batch .said"


def use(page: Page, name: str) -> None:
    page.goto("/prompts/")
    page.get_by_role("link", name=name).first.click()


def generate(page: Page, prompt: str) -> None:
    page.fill("#prompt", prompt)
    page.click("#generate")
    expect(page.locator(SAID).first).to_contain_text(prompt)


def test_template_is_filled_and_drawn(page: Page) -> None:
    use(page, "Product on a plinth")
    page.get_by_label("Product").fill("A jar of honey")
    expect(page.locator("#ratio-4\\:5")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(SAID).first).to_contain_text("A jar of honey on a round plinth")
    expect(page.get_by_label("Product")).to_have_value("A jar of honey")


def test_empty_field_is_told_and_has_the_focus(page: Page) -> None:
    use(page, "Product on a plinth")
    page.get_by_label("Product").fill("")
    page.click("#generate")
    expect(page.locator("#slots-error")).to_contain_text("Fill in {product}")
    expect(page.get_by_label("Product")).to_be_focused()


def test_template_works_without_script(open_context: object) -> None:
    page: Page = open_context(java_script_enabled=False).new_page()  # type: ignore[operator]
    use(page, "Daylight food")
    page.get_by_label("Dish").fill("A loaf of bread")
    page.click("#generate")
    expect(page.locator(SAID)).to_contain_text("A loaf of bread on rumpled linen")


def test_history_brings_prompt_and_settings_back(page: Page) -> None:
    page.locator("#ratio-16\\:9").check()
    generate(page, "a sailing boat in the fog")
    page.goto("/")
    page.get_by_role("button", name="History").click()
    page.locator("#history-menu").get_by_role("link", name="a sailing boat in the fog").click()
    expect(page.locator("#prompt")).to_have_value("a sailing boat in the fog")
    expect(page.locator("#ratio-16\\:9")).to_be_checked()


def test_prompt_leaves_the_history_and_comes_back(page: Page) -> None:
    generate(page, "a copper kettle on a stove")
    page.goto("/prompts/?tab=history")
    row = page.locator(".prompt-row", has_text="a copper kettle on a stove")
    row.get_by_role("button", name="Remove from the history").click()
    expect(row).to_contain_text("Removed.")
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="Remove from the history")).to_be_focused()


def test_history_is_cleared_after_a_question(page: Page) -> None:
    generate(page, "a paper boat")
    page.goto("/prompts/?tab=history")
    page.get_by_role("button", name="Clear history").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Clear the whole history?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.locator(".prompt-row").first).to_be_visible()
    page.get_by_role("button", name="Clear history").click()
    dialog.get_by_role("button", name="Clear history").click()
    expect(page.get_by_role("heading", name="No prompts yet")).to_be_visible()


def test_starred_template_stands_first(page: Page) -> None:
    page.goto("/prompts/")
    page.get_by_role("button", name="Star How it works").click()
    expect(page.get_by_role("button", name="Star How it works")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("link", name="Starred").click()
    expect(page.locator(".template-card")).to_have_count(1)
    page.goto("/")
    page.get_by_role("button", name="Template").click()
    expect(page.locator("#template-menu a").first).to_have_text("How it works")
    page.goto("/prompts/?category=starred")
    page.get_by_role("button", name="Star How it works").click()


def test_star_makes_a_favourite_and_takes_it_away(page: Page) -> None:
    page.fill("#prompt", "a paper lantern at night")
    page.click("#keep-favourite")
    page.locator("#toasts").get_by_role("link", name="View").click()
    row = page.locator(".prompt-row", has_text="a paper lantern at night")
    row.get_by_role("button", name="Favourite").click()
    expect(row).to_have_count(0)


def test_prompt_becomes_a_template_that_can_be_had_back(page: Page) -> None:
    page.fill("#prompt", "A {bird} on a wire")
    page.get_by_role("button", name="Template").click()
    page.click("#keep-template")
    page.locator("#toasts").get_by_role("link", name="Edit").click()
    page.fill("#template-name", "Bird on a wire")
    page.fill("#template-text", "A {bird} on a {thing}")
    expect(page.get_by_label("Default of thing")).to_be_visible()
    page.get_by_role("button", name="Save template").click()
    page.get_by_role("button", name="Delete Bird on a wire").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Bird on a wire").first).to_be_visible()


def test_search_narrows_while_typing_and_stays_in_the_address(page: Page) -> None:
    page.goto("/prompts/")
    page.get_by_role("searchbox").press_sequentially("risograph")
    expect(page.locator(".template-card")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.reload()
    expect(page.locator(".template-card")).to_have_count(1)


def test_failure_is_found_in_the_activity_and_tried_again(page: Page) -> None:
    page.fill("#count", "1")
    generate(page, "[[block:SAFETY]] an empty square")
    expect(page.locator(".generation-card").first).to_contain_text("Stopped", timeout=30_000)
    page.goto("/activity/?status=failed")
    row = page.locator(".activity-row", has_text="an empty square").first
    expect(row).to_contain_text("Stopped by the safety filter")
    with page.expect_response("**/retry") as answered:
        row.get_by_role("button", name="Retry").click()
    assert answered.value.ok
    expect(page).to_have_url(re.compile(r"/activity/\?status=failed$"))
    expect(row).to_contain_text("Stopped by the safety filter", timeout=30_000)  # once more
