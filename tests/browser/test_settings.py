"""Settings: what is changed there is saved at once and meets the person on the other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.browser.conftest import DESKTOP, PASSWORD, PHONE
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]


ON_DESKTOP: dict[str, Any] = {"viewport": DESKTOP}
ON_PHONE: dict[str, Any] = {"viewport": PHONE}


@pytest.fixture(scope="module")
def somebody(stack: Stack, browser: Browser) -> StorageState:
    """A person of these journeys alone, since settings last."""
    stack.add_user("bea", PASSWORD)
    with browser.new_context(base_url=stack.url) as context:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Name or e-mail").fill("bea")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{stack.url}/")
        return context.storage_state()


@pytest.fixture
def context(stack: Stack, browser: Browser, somebody: StorageState) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=stack.url, storage_state=somebody, **ON_DESKTOP) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    opened = context.new_page()
    opened.goto("/settings/")
    return opened


def test_defaults_are_saved_at_once_and_start_the_next_prompt(page: Page) -> None:
    page.locator("#defaults label", has_text="Pro").click()
    expect(page.locator("#setting-note")).to_have_text("All changes saved")
    ratio = page.get_by_label("Aspect ratio")
    ratio.focus()
    with page.expect_response("**/settings/defaults"):
        ratio.select_option("16:9")
    expect(ratio).to_be_focused()
    page.goto("/")
    expect(page.locator("[name=aspect_ratio]:checked")).to_have_value("16:9")
    expect(page.locator("#settings .pick label:has(:checked)")).to_contain_text("Pro")


def test_wrong_amount_is_told_beside_it(page: Page) -> None:
    amount = page.get_by_label("Ask before spending more than")
    amount.fill("-1")
    amount.press("Tab")
    expect(page.locator("#setting-spending .error")).to_have_text("An amount is not below 0.")
    expect(page.locator("#setting-note")).to_have_text("Not saved")


def test_single_keys_can_be_turned_off(page: Page) -> None:
    page.get_by_role("switch", name="Single-key shortcuts").uncheck()
    expect(page.locator("#setting-note")).to_have_text("All changes saved")
    page.goto("/gallery/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()


def test_token_is_made_behind_the_password(page: Page) -> None:
    page.get_by_role("link", name="New token").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("What is it for?").fill("night script")
    page.keyboard.press("Enter")
    token = page.get_by_label("Token")
    expect(token).to_have_value(re.compile("^musa_"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == token.input_value()
    page.get_by_role("link", name="Done").click()
    page.get_by_role("button", name="Revoke night script").click()
    expect(page.locator("#tokens")).to_contain_text("There is none yet.")


def test_settings_work_without_script(
    stack: Stack, browser: Browser, somebody: StorageState
) -> None:
    with browser.new_context(
        base_url=stack.url, storage_state=somebody, java_script_enabled=False, **ON_PHONE
    ) as context:
        page = context.new_page()
        page.goto("/settings/")
        page.get_by_label("Delete unstarred images after").fill("90")
        page.locator("#storage").get_by_role("button", name="Save").click()
        expect(page.get_by_label("Delete unstarred images after")).to_have_value("90")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/settings/", "/settings/api-key/"])
def test_settings_have_no_serious_fault(page: Page, path: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(path)
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []


def test_settings_fit_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
