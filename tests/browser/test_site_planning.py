"""A site from an example to its plan: words, tiers and prices; errors of its spec in place."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture
def plan(open_context: Any) -> Page:
    """The plan of a site that was begun from the bakery."""
    opened: Page = open_context().new_page()
    opened.goto("/sites/new")
    opened.get_by_role("button", name="Bakery").click()
    opened.wait_for_url("**/plan/")
    return opened


def test_site_is_planned_and_its_spec_mended(plan: Page) -> None:
    foot = plan.locator("#plan-foot")
    expect(foot.locator(".how").first).to_have_text("14 Flash 1K")
    before = foot.locator(".sum").inner_text()

    plan.locator("#slot-1 summary").click()
    words = plan.get_by_label("Prompt for hero-split Picture")
    words.fill("A loaf on slate")
    plan.get_by_label("Model for hero-split Picture").select_option("pro")
    expect(foot.locator(".how").first).to_have_text("1 Pro 2K, 13 Flash 1K")
    expect(foot.locator(".sum")).not_to_have_text(before)
    expect(plan.locator("#slot-1-state")).to_contain_text("own words")
    expect(words).to_have_value("A loaf on slate")  # nothing that is typed is drawn anew

    with plan.expect_navigation():
        plan.get_by_label("HD images").check()
    expect(plan.locator("#plan-foot .how").first).to_have_text("14 Pro 2K")

    plan.get_by_role("link", name="Spec").click()
    code = plan.get_by_label("JSON")
    code.fill(code.input_value().replace('"restaurant"', '"circus"'))
    plan.get_by_role("button", name="Save", exact=True).click()
    expect(plan.get_by_role("alert")).to_contain_text("1 error")
    plan.get_by_role("button", name="Show line 7").click()
    chosen = "() => getSelection().toString() || document.activeElement.value.slice("
    chosen += "document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    assert '"circus"' in plan.evaluate(chosen)
