from __future__ import annotations

import io
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
    with pytest.raises(SystemExit, match="1"):
        call_command("plan_site", str(file))
    printed = capsys.readouterr()
    assert printed.err == "bad.json: 3 errors.\n"
    errors = json.loads(printed.out)["errors"]
    assert [each["pointer"] for each in errors] == ["/businessName", "/pages", "/siteType"]


def test_plan_site_says_which_file_is_not_there() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.json cannot be read"):
        call_command("plan_site", "nowhere.json")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plan_site_draws_a_table_for_people_and_json_for_whoever_asks() -> None:
    file, table, asked = str(examples.FOLDER / "krume-bakery.json"), Terminal(), Terminal()
    call_command("plan_site", file, stdout=table)
    lines = table.getvalue().splitlines()
    counts = examples.expected_plan("krume-bakery.json")["counts"]
    assert lines[0].startswith(f"{counts['planned']} images for a site of the industry bakery")
    assert "home/hero/image" in lines[1]
    call_command("plan_site", file, "--json", stdout=asked)
    assert json.loads(asked.getvalue())["counts"] == counts
