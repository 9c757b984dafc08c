"""A site's page in its frame: the first picture's place rests while it waits, then shows what
stands in; a picture below words and a veil is chosen by a click on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from site_builder import rendering
from site_builder.rendering import Addresses, Picture
from site_builder.rendering.assets import FOLDER
from tests import images
from tests.factories.sites import document

pytestmark = pytest.mark.browser
SITE = "http://site.test/"
HERO, ROOM = "home/hero/image", "home/rooms/sections.0.image"
BACKGROUND = "home/hero/backgroundImage"
NEWS = """(slot) => window.postMessage({musa: "slots", slots: [slot]}, "*")"""
VEIL = """(slot) => getComputedStyle(slot, "::after").animationName"""
BOX = "(slot) => JSON.stringify(slot.getBoundingClientRect())"


@pytest.fixture
def frame(browser: Browser) -> Iterator[Page]:
    """A site's page as its frame shows it, on a clock that is moved by hand."""
    with browser.new_context() as context:
        context.route(f"{SITE}**", _answer)
        opened = context.new_page()
        opened.clock.install()
        opened.goto(SITE)
        yield opened


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(SITE)
    made: dict[str, tuple[str, Any]] = {
        "": ("text/html", _page(document(), Picture(status="generating"))),
        "covered": ("text/html", _page(covered(), Picture("hero.jpg", width=300, height=200))),
        "site.css": ("text/css", rendering.site_stylesheet(document(), {})),
        "preview.css": ("text/css", (FOLDER / "preview.css").read_text()),
        "preview.js": ("text/javascript", (FOLDER / "preview.js").read_text()),
        "hero.jpg": ("image/jpeg", images.jpeg(300, 200)),
    }
    kind, body = made[name]
    route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")


def covered() -> dict[str, Any]:
    """With a hero that is one picture from edge to edge."""
    made = document()
    hero = {"headline": "A house", "ctaPrimary": {"text": "Book", "href": "#rooms"}}
    made["pages"][0]["components"][0] = {
        "componentId": "hero-centered",
        "id": "hero",
        "content": hero,
    }
    return made


def _page(spec: dict[str, Any], hero: Picture) -> str:
    addresses = Addresses(
        page=str, styles=("site.css", "preview.css"), scripts=("preview.js",), favicon="data:,"
    )
    shown = {HERO: hero, BACKGROUND: hero, ROOM: Picture(status="generating")}
    return rendering.render_page(spec, "home", pictures=shown, addresses=addresses)


def said(status: str, src: str = "") -> dict[str, Any]:
    place = {"width": 300, "height": 200, "x": 0.5, "y": 0.5}
    return {"key": HERO, "status": status, "src": src, "srcset": "", "alt": "A house", **place}


def test_first_place_rests_for_twenty_seconds_at_most(frame: Page) -> None:
    hero, room = (frame.locator(f'[data-slot="{key}"]') for key in (HERO, ROOM))
    box = hero.evaluate(BOX)
    expect(hero).to_have_attribute("data-hold", "on")
    assert hero.evaluate(VEIL) == "rest"
    frame.emulate_media(reduced_motion="reduce")
    assert hero.evaluate(VEIL) == "none"
    expect(room).not_to_have_attribute("data-hold", re.compile(""))

    frame.clock.fast_forward(19_000)
    expect(hero).to_have_attribute("data-hold", "on")
    frame.clock.fast_forward(1_500)
    expect(hero).to_have_attribute("data-hold", "over")
    frame.evaluate(NEWS, said("generating"))  # no second wait for the same picture
    expect(hero).to_have_attribute("data-hold", "over")

    # Tried again it rests again, until the picture is there.
    frame.evaluate(NEWS, said("failed"))
    expect(hero).not_to_have_attribute("data-hold", re.compile(""))
    frame.evaluate(NEWS, said("pending"))
    expect(hero).to_have_attribute("data-hold", "on")
    frame.evaluate(NEWS, said("complete", f"{SITE}hero.jpg"))
    expect(hero.locator("img")).to_have_js_property("naturalWidth", 300)
    expect(hero).not_to_have_attribute("data-hold", re.compile(""))
    assert hero.evaluate(BOX) == box


def test_picture_below_words_and_veil_is_chosen_by_a_click(frame: Page) -> None:
    frame.goto(f"{SITE}covered")
    slot = frame.locator(f'[data-slot="{BACKGROUND}"]')
    expect(slot.locator("img")).to_have_js_property("naturalWidth", 300)
    frame.mouse.click(40, 300)
    expect(slot).to_have_attribute("data-chosen", "")
