from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as Pillow

from studio import tasks
from studio.models import Generation
from studio.simulator.process import Simulator
from tests import images

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator", "owner")]

SHOTS = """
defaults: {resolution: 1K}
shots:
  - {name: Kettle, prompt: a red kettle, aspect_ratio: 16:9, path: out/kettle.jpg}
  - {name: Cup, prompt: a blue cup, path: out/cup.jpg, references: [cup.png]}
"""


@pytest.fixture(autouse=True)
def _working(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: tasks.work())


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    (tmp_path / "cup.png").write_bytes(images.png())
    file = tmp_path / "shots.yaml"
    file.write_text(SHOTS)
    return file


def apply(file: Path, *args: str) -> list[str]:
    output = io.StringIO()
    call_command("apply", str(file), "--user", "ada", *args, stdout=output)
    return output.getvalue().splitlines()


def acts(lines: list[str]) -> list[str]:
    return [json.loads(line)["act"] for line in lines]


def test_plan_tells_the_price_and_makes_nothing(shots: Path) -> None:
    lines = apply(shots, "--plan")
    assert [line.split()[0] for line in lines[:2]] == ["add", "add"]
    assert lines[-1].startswith("2 images, up to $")
    assert not Generation.objects.exists()
    assert not (shots.parent / "out").exists()


def test_second_apply_makes_no_call(shots: Path, simulator: Simulator) -> None:
    apply(shots)
    calls = len(simulator.requests)
    assert calls == 2
    assert (shots.parent / "out/kettle.jpg").read_bytes()[:2] == b"\xff\xd8"
    assert apply(shots)[-1] == "Nothing to do."
    assert len(simulator.requests) == calls


def test_only_what_changed_is_made(shots: Path, simulator: Simulator) -> None:
    apply(shots)
    shots.write_text(SHOTS.replace("a red kettle", "a green kettle"))
    assert acts(apply(shots, "--plan", "--json")) == ["change", "keep"]
    (shots.parent / "cup.png").write_bytes(images.png(80, 80))
    (shots.parent / "out/kettle.jpg").unlink()
    assert acts(apply(shots, "--json")) == ["add", "change", "made", "made"]
    assert len(simulator.requests) == 4


def test_what_failed_is_made_the_next_time(shots: Path) -> None:
    shots.write_text(SHOTS.replace("a red kettle", "'[[block:SAFETY]] a kettle'"))
    with pytest.raises(SystemExit, match="1"):
        apply(shots)
    assert acts(apply(shots, "--plan", "--json")) == ["add", "keep"]


def test_apply_that_broke_off_goes_on_without_paying_again(
    shots: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(seconds: float) -> None:
        tasks.work()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(SystemExit, match="130"):
        patched.setattr(time, "sleep", interrupted)
        apply(shots)
    assert not (shots.parent / "out").exists()
    apply(shots)
    assert apply(shots)[-1] == "Nothing to do."
    assert len(simulator.requests) == Generation.objects.count() == 2


def test_lost_picture_is_made_anew(shots: Path, simulator: Simulator) -> None:
    for _ in range(3):
        apply(shots)
        (shots.parent / "out/kettle.jpg").unlink()
    assert len(simulator.requests) == 4


def test_shot_with_another_path_is_moved_and_one_that_is_gone_is_left(
    shots: Path, simulator: Simulator
) -> None:
    apply(shots)
    shots.write_text(SHOTS.replace("out/kettle.jpg", "new/pot.jpg").partition("  - {name: Cup")[0])
    assert acts(apply(shots, "--json")) == ["move", "left"]
    assert apply(shots)[0].startswith("keep")
    assert len(simulator.requests) == 2
    assert (shots.parent / "new/pot.jpg").is_file() and (shots.parent / "out/cup.jpg").is_file()
    assert not (shots.parent / "out/kettle.jpg").exists()


def test_pictures_of_another_shots_file_are_not_taken(shots: Path) -> None:
    apply(shots)
    other = shots.with_name("other.yaml")
    other.write_text(SHOTS.replace("out/", "theirs/"))
    assert acts(apply(other, "--plan", "--json")) == ["add", "add"]


@pytest.mark.parametrize(("ending", "kind"), [("png", "PNG"), ("webp", "WEBP"), ("jpeg", "JPEG")])
def test_picture_is_of_the_kind_that_its_path_names(shots: Path, ending: str, kind: str) -> None:
    shots.write_text(SHOTS.partition("  - {name: Cup")[0].replace("tle.jpg", f"tle.{ending}"))
    apply(shots)
    with Pillow.open(shots.parent / f"out/kettle.{ending}") as picture:
        assert picture.format == kind
    assert apply(shots)[-1] == "Nothing to do."


def test_what_went_wrong_is_told_to_programs(shots: Path) -> None:
    shots.write_text(SHOTS.replace("a red kettle", "'[[block:SAFETY]] a kettle'"))
    output = io.StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("apply", str(shots), "--user", "ada", "--json", stdout=output)
    ends = [json.loads(line) for line in output.getvalue().splitlines()][2:]
    assert [(end["act"], end["error"]) for end in ends] == [
        ("failed", "prompt_blocked"),
        ("made", None),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("shots: []", "shots"),
        ("a: [", "no YAML"),
        (SHOTS.replace("out/cup.jpg", "../cup.jpg"), "below the file's own folder"),
        (SHOTS.replace("out/cup.jpg", "out/kettle.jpg"), "Two shots have the path"),
        (SHOTS.replace("name: Cup", "name: Cup, style: oil"), "style"),
        (SHOTS.replace("16:9", "7:5"), "Kettle"),
        (SHOTS.replace("cup.png", "gone.png"), "gone.png"),
        (SHOTS.replace("out/cup.jpg", "./out//kettle.jpg"), "line 5: Two shots have the path"),
        (SHOTS.replace("out/cup.jpg", "cup.png"), "line 5: Cup would take the place of its own"),
        (SHOTS.replace("out/cup.jpg", "shots.yaml"), "line 5: Cup would take the place of this"),
        (SHOTS.replace("out/cup.jpg", "out/kettle.jpg/c.png"), "lies below out/kettle.jpg"),
        (SHOTS.replace("out/cup.jpg", "cup.png/c.png"), "cup.png is no folder"),
        (SHOTS.replace("name: Cup", "prompt: Cup"), "line 5: “prompt” stands here twice"),
        (
            SHOTS.replace("path: out/kettle.jpg", "pth: a.jpg"),
            "line 4: shots.0.path: This is required",
        ),
        (SHOTS.replace("}\n  - {name: Cup", "\n  - {name: Cup"), "is no YAML: line 5"),
        ("a: &a [*a, *a]\nshots: *a", "nested too deeply"),
    ],
)
def test_mistakes_are_told_with_their_place(shots: Path, text: str, words: str) -> None:
    shots.write_text(text)
    with pytest.raises(CommandError, match=words):
        apply(shots)
    assert not Generation.objects.exists()
