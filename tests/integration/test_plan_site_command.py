from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import examples


def test_plan_site_prints_the_plan_without_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("plan_site", str(examples.FOLDER / "krume-bakery.json"))
    printed = json.loads(capsys.readouterr().out)
    assert printed["counts"] == examples.expected_plan("krume-bakery.json")["counts"]
    assert printed["requirements"][0]["slotKey"] == "home/hero/image"


def test_plan_site_prints_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.json"
    file.write_text('{"specVersion": "1.0", "pages": []}')
    with pytest.raises(CommandError, match=r"bad\.json: 3 errors\."):
        call_command("plan_site", str(file))
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [each["pointer"] for each in errors] == ["/businessName", "/pages", "/siteType"]


def test_plan_site_says_which_file_is_not_there() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.json cannot be read"):
        call_command("plan_site", "nowhere.json")
