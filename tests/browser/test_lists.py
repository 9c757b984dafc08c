"""From a list of prompts to a ZIP."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.processes]

BATCH_MS = 90_000
# 30 pictures: 18 rows of their own settings, 4 of one choice, one of six, two that cannot be drawn.
ROWS = "\n".join(
    [
        "name,prompt,aspect_ratio,model,count",
        *(f"Bottle {i},a bottle on clay no. {i},{'16:9' if i % 2 else '4:5'},," for i in range(12)),
        *(f',"a vase, morning no. {i}",,{"lite" if i % 3 else "pro"},' for i in range(6)),
        "Chair,a {red|blue|green|white} chair,1:1,lite,",
        "Robot,a toy robot,,,6",
        "Child,[[fail:IMAGE_SAFETY]] a child in a kitchen,,,",
        ",[[block:SAFETY]] a quiet street,,,",
    ]
)


def test_mixed_rows_go_from_the_list_to_a_zip(page: Page, tmp_path: Path) -> None:
    list_file = tmp_path / "scenes.csv"
    list_file.write_text(ROWS)
    page.get_by_role("link", name="Batch from list").first.click()
    page.set_input_files("#list-upload", list_file)
    expect(page.locator(".list-table tfoot")).to_contain_text("30")
    page.get_by_label("Name of the batch").fill("Thirty scenes")
    page.click("#generate")
    page.get_by_role("button", name="Spend $").click()  # it is above what is spent unasked
    expect(page.locator(".batch-row")).to_have_count(30)
    expect(page.locator(".batch-progress .big")).to_have_text(
        "28 of 30 generated", timeout=BATCH_MS
    )
    expect(page.locator(".batch-row[data-status=failed]")).to_have_count(2)
    expect(page.locator(".batch-row", has_text="Child")).to_contain_text("safety filter")
    files = downloaded(page, tmp_path)
    assert len(files) == 29
    assert files[0].startswith("001-bottle-0.")


def downloaded(page: Page, folder: Path) -> list[str]:
    """The names in the batch's ZIP, whose manifest tells of all rows."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all").click()
    download.value.save_as(folder / "scenes.zip")
    with ZipFile(folder / "scenes.zip") as packed:
        assert packed.testzip() is None
        assert len(json.loads(packed.read("manifest.json"))["images"]) == 30
        return packed.namelist()


def test_ready_pictures_are_downloaded_while_others_run(page: Page, tmp_path: Path) -> None:
    page.goto("/batches/new")
    page.fill("#list-prompts", "a lake\n[[latency:20]] a slow lake")
    page.click("#generate")
    ready = page.get_by_role("link", name="Download ready")
    expect(ready).to_be_visible(timeout=BATCH_MS)
    with page.expect_download() as download:
        ready.click()
    download.value.save_as(tmp_path / "ready.zip")
    assert len(ZipFile(tmp_path / "ready.zip").namelist()) == 2
    page.get_by_role("button", name="Cancel remaining").click()
    expect(page.locator(".batch-row").last).to_contain_text("Cancel")


def test_pause_holds_back_what_waits_until_it_is_resumed(page: Page) -> None:
    page.goto("/batches/new")
    page.fill("#list-prompts", "[[latency:3]] a hill {1|2|3|4|5|6|7|8|9}")
    page.click("#generate")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(page.locator(".batch-row", has_text="Paused").first).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".batch-progress .big")).to_have_text("9 of 9 generated", timeout=BATCH_MS)


def test_problem_is_told_while_the_list_is_typed(page: Page) -> None:
    page.goto("/batches/new")
    page.type("#list-prompts", "a cat\na {pet}")
    expect(page.locator(".list-table tr[data-status=failed]")).to_contain_text("Nobody filled in")
    expect(page.locator("#list-prompts")).to_be_focused()
    page.click("#generate")
    expect(page.locator("#list-prompts")).to_have_value("a cat\na {pet}")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was sent.")


def test_list_works_without_script(open_context: object) -> None:
    page = open_context(java_script_enabled=False).new_page()  # type: ignore[operator]
    page.goto("/batches/new")
    page.fill("#list-prompts", "a {red|blue} kettle")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".list-table tbody tr")).to_have_count(2)
    page.click("#generate")
    expect(page.locator(".batch-row img[srcset]")).to_have_count(2, timeout=BATCH_MS)
