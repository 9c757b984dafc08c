"""One picture's whole life: dropped in, repainted, compared, branched, taken home, brought back."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_editor import draw, ready
from tests.browser.test_image_page import drop
from tests.browser.test_uploads import DROP, plain, sent
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.processes]

NEWEST = "select max(id) from gallery_image"
LEMONS, NIGHT = "a bowl of lemons", "turn it into a night scene"


def test_picture_is_refined_branched_and_brought_back(
    page: Page, stack: Stack, tmp_path: Path
) -> None:
    page.goto("/gallery/?source=uploaded")
    page.evaluate(DROP, sent(("wall.png", plain(f"#{time.time_ns() & 0xFFFFFF:06x}"))))
    expect(page.locator("#uploads [data-says=done]")).to_have_text("1 added.")
    uploaded = stack.rows(NEWEST)[0][0]

    page.goto(f"/images/{uploaded}/")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Repaint a region").check()
    draw(page, (0.2, 0.3), (0.6, 0.8))
    page.get_by_label("Words for region 1").fill(LEMONS)
    page.keyboard.press("Control+Enter")
    slider = ready(page).get_by_role("slider")
    slider.press("Home")
    expect(slider).to_have_value("0")
    page.get_by_role("link", name="Keep as v2").click()
    page.wait_for_url(re.compile(r"/images/\d+/"))
    expect(page.get_by_role("link", name=f"v2 {LEMONS}")).to_have_attribute("aria-current", "true")

    page.goto(f"/images/{uploaded}/edit/?mode=free")
    page.get_by_label("Instruction").fill(NIGHT)
    page.keyboard.press("Control+Enter")
    ready(page)
    page.get_by_role("link", name="Keep as").click()
    tree = page.get_by_role("region", name="Versions")
    expect(tree.get_by_role("link")).to_have_count(3)
    tree.get_by_role("link", name=LEMONS).click()
    page.get_by_label("WebP").check()
    with page.expect_download() as started:
        page.locator("#download").get_by_role("button", name="Download").click()
    file = tmp_path / "lemons.webp"
    started.value.save_as(file)

    page.goto("/")
    drop(page, "lemons.webp", file.read_bytes())
    expect(page.locator("#restored")).to_contain_text("Restored from lemons.webp.")
    expect(page.locator("#prompt")).to_have_value(re.compile(LEMONS))
