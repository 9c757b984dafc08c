"""Exported sites as a visitor has them: from a disk, without a network, with and without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from tests import examples
from tests.browser.conftest import DESKTOP, PHONE
from tests.unpacked_sites import unpacked

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def sent() -> list[str]:
    """The addresses of all requests that left the disk."""
    return []


@pytest.fixture
def visit(browser: Browser, sent: list[str]) -> Iterator[Open]:
    """Opens a file with the network off; what goes wrong on the page fails the test."""
    with browser.new_context(viewport=DESKTOP, offline=True, reduced_motion="reduce") as context:

        def note(request: Request) -> None:
            if not request.url.startswith(("file:", "data:")):
                sent.append(request.url)

        def open_page(path: Path, **options: object) -> Page:
            page = context.new_page()
            page.on("request", note)
            page.on("requestfailed", lambda request: sent.append(f"failed {request.url}"))
            page.on("pageerror", lambda error: sent.append(str(error)))
            page.goto(path.as_uri())
            return page

        yield open_page


def width(page: Page) -> int:
    found = page.evaluate("document.documentElement.scrollWidth")
    return int(found)


def faults(page: Page) -> list[str]:
    # It would ask for the stylesheet once more, as no file may be.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found]


@pytest.mark.parametrize("name", examples.NAMES)
def test_exported_site_works_alone(visit: Open, sent: list[str], tmp_path: Path, name: str) -> None:
    pages = sorted(unpacked(name, tmp_path).glob("*.html"))
    for path in pages:
        page = visit(path)
        assert faults(page) == []
        page.set_viewport_size(PHONE)
        assert width(page) <= PHONE["width"]
        page.close()
    assert sent == []


def test_visitor_uses_menu_lightbox_and_slider(
    visit: Open, sent: list[str], tmp_path: Path
) -> None:
    page = visit(unpacked("ines-amaral-weddings.json", tmp_path) / "index.html")
    page.locator("a.enlarge").nth(1).click()
    page.keyboard.press("ArrowRight")
    shown = page.locator("dialog.lightbox img").evaluate("picture => picture.src")
    assert shown.endswith(page.locator("a.enlarge").nth(2).get_attribute("href") or "none")
    assert faults(page) == []
    page.keyboard.press("Escape")
    slider = page.locator(".pair-range").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "51"
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("link", name="Prices").is_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert page.get_by_role("link", name="Prices").is_hidden()
    assert sent == []
