"""Journeys run in Debian's Chromium against the whole stack; where there is none they say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, ViewportSize

from tests.stack import PASSWORD, Stack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
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
    with Stack(latency_s=0.8, static=True) as running:
        yield running


def sign_in(name: str, stack: Stack, browser: Browser) -> StorageState:
    """The cookies of a person who signs in through the page."""
    with browser.new_context(base_url=stack.url) as context:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Name or e-mail").fill(name)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{stack.url}/")
        return context.storage_state()


@pytest.fixture(scope="session")
def signed_in(stack: Stack, browser: Browser) -> StorageState:
    return sign_in("ada", stack, browser)


@pytest.fixture(scope="session")
def _kept() -> Iterator[dict[str, BrowserContext]]:
    """Contexts by their options, for all journeys: each has fetched scripts and styles once."""
    kept: dict[str, BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def open_context(
    stack: Stack, browser: Browser, signed_in: StorageState, _kept: dict[str, BrowserContext]
) -> Iterator[Any]:
    """Contexts with any of Playwright's options, of the signed-in person unless `who` is given.

    Cookies are all that Musa leaves in a browser, so new ones make a context new.
    """
    used: list[BrowserContext] = []

    def make(*, who: StorageState = signed_in, **options: Any) -> BrowserContext:
        settings = {"base_url": stack.url, "viewport": DESKTOP} | options
        name = repr(sorted(settings.items()))
        used.append(_kept.get(name) or _kept.setdefault(name, browser.new_context(**settings)))
        used[-1].clear_cookies()
        used[-1].add_cookies(cast("Any", who)["cookies"])
        return used[-1]

    yield make
    for context in used:
        for opened in context.pages:
            opened.close()


@pytest.fixture
def tab(open_context: Any) -> Page:
    """An empty page of the signed-in person."""
    opened: Page = open_context().new_page()
    return opened


@pytest.fixture
def page(tab: Page) -> Page:
    """The Generate page of the signed-in person."""
    tab.goto("/")
    return tab
