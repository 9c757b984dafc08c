"""Journeys run in Debian's Chromium against the whole stack; where there is none they say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, ViewportSize

from tests.stack import Stack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NAME, PASSWORD = "ada", "a long enough password"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(autouse=True, scope="session")
def _needs_chromium() -> None:
    if CHROMIUM is None:
        pytest.skip("browser journeys: no chromium on this machine")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["quic", "background-networking", "component-update", "sync", "gpu"]
    args = ["--no-sandbox", "--no-first-run", *(f"--disable-{each}" for each in quiet)]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": args}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with Stack(latency_s=1.5, static=True) as running:
        running.add_user(NAME, PASSWORD)
        yield running


@pytest.fixture(scope="session")
def signed_in(stack: Stack, browser: Browser) -> StorageState:
    """The cookies of a person who signed in once, through the page."""
    with browser.new_context(base_url=stack.url) as context:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Name or e-mail").fill(NAME)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{stack.url}/")
        return context.storage_state()


@pytest.fixture
def open_context(stack: Stack, browser: Browser, signed_in: StorageState) -> Iterator[Any]:
    """Makes contexts of the signed-in person, with any of Playwright's options."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        settings = {"base_url": stack.url, "storage_state": signed_in, "viewport": DESKTOP}
        made.append(browser.new_context(**settings | options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(open_context: Any) -> Page:
    """The Generate page of the signed-in person."""
    opened: Page = open_context().new_page()
    opened.goto("/")
    return opened
