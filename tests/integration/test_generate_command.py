from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import override_settings

from gallery.models import Image
from studio import tasks
from studio.models import Batch, Generation
from studio.simulator.process import Simulator
from tests import images
from tests.stack import Stack, StackError


def generate(*args: str) -> list[str]:
    """The lines that the command prints."""
    output = io.StringIO()
    call_command("generate", *args, stdout=output)
    return output.getvalue().splitlines()


@pytest.mark.django_db
def test_generate_prints_the_ids_that_it_queued(owner: User, simulator: Simulator) -> None:
    lines = generate("a red kettle", "--user", "ada", "--count", "3", "--aspect-ratio", "16:9")
    rows = Generation.objects.order_by("position")
    assert lines == [str(row.pk) for row in rows]
    assert {row.requested["aspect_ratio"] for row in rows} == {"16:9"}
    assert {row.owner_id for row in rows} == {owner.pk}


@pytest.mark.django_db
def test_generate_asks_for_what_its_options_say(owner: User, simulator: Simulator) -> None:
    options = ["--model", "pro", "--resolution", "2K", "--people", "dont_allow", "--text"]
    (line,) = generate("a red kettle", "--user", "ada", *options, "--search", "--json")
    requested = Generation.objects.get(pk=json.loads(line)["id"]).requested
    assert requested["resolution"] == "2K"
    assert requested["response_modality"] == "TEXT_IMAGE"
    assert requested["person_generation"] == "dont_allow"
    assert requested["google_search_enabled"] is True


@pytest.mark.django_db
def test_generate_takes_files_along_and_knows_them_again(
    owner: User, simulator: Simulator, tmp_path: Path
) -> None:
    chair, lamp = tmp_path / "chair.png", tmp_path / "lamp.png"
    chair.write_bytes(images.png())
    lamp.write_bytes(images.png(80, 40))
    files = ["--reference", str(chair), "--reference", str(lamp)]
    generate("both in a room", "--user", "ada", *files, "--thoughts", "--model", "pro")
    generate("the chair alone", "--user", "ada", "--reference", str(chair), "--model", "pro")
    both, alone = (row.requested for row in Generation.objects.order_by("pk"))
    assert both["include_thoughts"] is True
    assert Image.objects.filter(owner=owner).count() == 2
    assert alone["reference_image_ids"] == both["reference_image_ids"][:1]


@pytest.mark.django_db
def test_generate_names_the_reference_that_it_cannot_use(
    owner: User, simulator: Simulator, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.png"
    notes.write_text("only words")
    with pytest.raises(CommandError, match=r"notes\.png: This is not a picture"):
        generate("tea", "--user", "ada", "--reference", str(notes))
    with pytest.raises(CommandError, match=r"gone\.png cannot be read: No such file"):
        generate("tea", "--user", "ada", "--reference", str(tmp_path / "gone.png"))
    assert not Batch.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["tea", "--user", "nobody"], "There is no active user named “nobody”."),
        (["tea", "--user", "ada", "--count", "99"], "Choose between 1 and 10 pictures."),
        (["tea", "--user", "ada", "--model", "dall-e"], "There is no model “dall-e”."),
        ([" ", "--user", "ada"], "Describe the picture first."),
    ],
)
def test_generate_refuses_in_a_sentence(
    owner: User, simulator: Simulator, args: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match="^" + sentence.replace("?", r"\?")) as refused:
        generate(*args)
    assert refused.value.returncode == 1
    assert not Batch.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "code"),
    [(["tea", "--user", "nobody"], "not_found"), (["x" * 16_001], "prompt_too_long")],
)
def test_generate_tells_programs_what_stands_in_the_way(
    owner: User, simulator: Simulator, args: list[str], code: str
) -> None:
    output = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("generate", "--user", "ada", *args, "--json", stdout=output)
    said = {"error": code, "message": str(refused.value)}
    assert json.loads(output.getvalue()) == said


@pytest.mark.django_db
def test_dry_run_tells_the_price_and_sends_nothing(owner: User, simulator: Simulator) -> None:
    (line,) = generate("tea", "--user", "ada", "--count", "2", "--dry-run", "--json")
    assert json.loads(line)["images"] == 2
    assert not Batch.objects.exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.django_db
def test_bar_that_stands_still_says_why(
    owner: User, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused_once(seconds: float) -> None:
        tasks.work()
        monkeypatch.setattr(time, "sleep", interrupted)

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", refused_once)
    watched = Terminal()
    with pytest.raises(SystemExit, match="130"):
        call_command("generate", "tea [[http:429:retry=9]]", user="ada", wait=True, stderr=watched)
    bar = watched.getvalue().split("\r")[2]
    assert watched.getvalue().startswith("No worker is running")
    assert "0 of 1 generated, Google is busy:" in bar
    assert "\x1b[31" not in bar  # it is no error


@pytest.mark.django_db
@override_settings(SIMULATOR_URL="")
def test_generate_without_a_key_says_so(owner: User) -> None:
    with pytest.raises(CommandError, match="Add one under Settings"):
        generate("tea", "--user", "ada")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack() as stack:
        yield stack


@pytest.mark.processes
def test_generate_waits_and_prints_the_files(stack: Stack) -> None:
    printed = stack.manage("generate", "a red kettle", "--user", "ada", "--count", "2", "--wait")
    files = [Path(line) for line in printed.splitlines()]
    assert len(set(files)) == 2
    assert all(file.read_bytes()[:2] == b"\xff\xd8" for file in files)


@pytest.mark.processes
def test_generate_that_fails_says_why_and_ends_with_one(stack: Stack) -> None:
    with pytest.raises(StackError, match="Stopped by the safety filter"):
        stack.manage("generate", "a kettle [[block:SAFETY]]", "--user", "ada", "--wait")
