"""A site fills with its pictures: the hero first, nothing moves, a failure stays alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PICTURES_MS = 90_000
MAKE = """
from django.contrib.auth.models import User
from site_builder.models import PlannedImage
from tests.factories.sites import site_with_spec
site = site_with_spec(User.objects.get(username="ada"))
words = {
    "home/rooms/sections.0.image": "[[once:http:429:retry=1]] a made bed",
    "home/rooms/sections.1.image": "[[fail:IMAGE_SAFETY]] a long table",
    "home/walks/images.1": "[[latency:25]] a path to the cove",
}
for key, prompt in words.items():
    PlannedImage.objects.create(site=site, slot_key=key, prompt_override=prompt)
print(site.pk)
"""
COUNTED = """() => {
  window.counted = [];
  const said = () => {
    const count = document.getElementById("site-count").textContent.trim();
    const ready = document.querySelectorAll("#slot-rows > [data-status=complete]").length;
    window.counted.push([count, `Images: ${ready}/8 generated`]);
  };
  const pane = document.querySelector(".pane");
  const look = () => setTimeout(said, 50);
  new MutationObserver(look).observe(pane, {childList: true, subtree: true});
}"""
SHIFT = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({type: "layout-shift"});
}"""


@pytest.fixture
def preview(stack: Stack, open_context: Any) -> Page:
    """The preview of a site of eight pictures, three of which go another way than usual."""
    pk = stack.manage("shell", "-v", "0", "-c", MAKE).split()[-1]
    page: Page = open_context().new_page()
    page.goto(f"/sites/{pk}/preview/home/")
    return page


def frame_of(page: Page) -> Frame:
    frame = next(each for each in page.frames if "/preview/" in each.url and each.parent_frame)
    frame.wait_for_selector("[data-slot]")
    return frame


def row(page: Page, key: str) -> Any:
    return page.locator(f'#slot-rows > [data-slot="{key}"]')


def slot(frame: Frame, key: str) -> Any:
    return frame.locator(f'[data-slot="{key}"]')


def test_site_fills_with_its_pictures(preview: Page, stack: Stack) -> None:
    frame = frame_of(preview)
    frame.evaluate(SHIFT)
    preview.evaluate(COUNTED)
    preview.click("#site-generate")
    expect(row(preview, "home/hero/image")).to_have_attribute("data-status", "generating")

    # The hero first; a busy provider is asked again; a refusal leaves the fallback.
    expect(slot(frame, "home/hero/image").locator("img")).to_have_count(1, timeout=PICTURES_MS)
    bed, table = "home/rooms/sections.0.image", "home/rooms/sections.1.image"
    expect(row(preview, bed)).to_have_attribute("data-status", "complete", timeout=PICTURES_MS)
    expect(row(preview, table)).to_have_attribute("data-status", "failed")
    expect(row(preview, table).get_by_role("button", name="Retry")).to_be_visible()
    expect(slot(frame, table).locator(".slot-fallback")).to_be_visible()
    begun = (
        "select name from studio_generation where name like 'home/%' order by started_at limit 1"
    )
    assert stack.rows(begun) == [("home/hero/image",)]

    # One is canceled while it runs; the others have come.
    path = row(preview, "home/walks/images.1")
    path.get_by_role("button", name="Cancel").click()
    expect(row(preview, "home/walks/images.0")).to_have_attribute("data-status", "complete")
    wrong = [pair for pair in preview.evaluate("window.counted") if pair[0] != pair[1]]
    assert wrong == []
    assert frame.evaluate("window.shift") == 0

    # A click on a picture, and words: a new version in its place.
    first = slot(frame, "home/hero/image").locator("img").get_attribute("src")
    slot(frame, "home/hero/image").click()
    preview.fill("#refine-words", "warmer windows")
    preview.press("#refine-words", "Enter")
    expect(row(preview, "home/hero/image")).to_have_attribute(
        "data-status", "complete", timeout=PICTURES_MS
    )
    shown = slot(frame, "home/hero/image").locator("img")
    expect(shown).not_to_have_attribute("src", str(first), timeout=PICTURES_MS)
    assert frame.evaluate("window.shift") == 0

    # What stays in sight where the layout cuts is pointed at.
    preview.click("#refine-more")
    preview.locator(".focal-picture img").click(position={"x": 10, "y": 10})
    expect(preview.locator("#refine-x")).not_to_have_value("50")
    preview.get_by_role("button", name="Save point").click()
    expect(shown).not_to_have_css("object-position", "50% 50%")

    # What lies further down is made once it is seen.
    slot(frame, "home/walks/images.3").scroll_into_view_if_needed()
    last = row(preview, "home/walks/images.3")
    expect(last).not_to_have_attribute("data-status", "planned", timeout=PICTURES_MS)
