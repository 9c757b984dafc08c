from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from studio.models import SketchRun
from studio.simulator.process import Simulator

pytestmark = pytest.mark.django_db


def sketch(*words: str, **said: Any) -> str:
    out = io.StringIO()
    call_command("sketch", "a golf ball", "--user", "ada", *words, stdout=out, **said)
    return out.getvalue()


def test_run_is_queued_and_named(owner: User, simulator: Simulator) -> None:
    printed = sketch("--style", "vintage-mascot", "--count", "3", "--without", "golf-ball-runner")
    run = SketchRun.objects.get()
    assert printed.strip() == str(run.pk)
    assert "golf-ball-runner" not in run.used_references


def test_price_is_told_without_a_run(owner: User) -> None:
    assert "4 images, up to $0." in sketch("--style", "bold-cartoon", "--dry-run")
    assert not SketchRun.objects.exists()


def test_run_is_told_as_json(owner: User, simulator: Simulator) -> None:
    told = json.loads(sketch("--style", "bold-cartoon", "--json"))
    assert (told["status"], told["style_id"], len(told["images"])) == ("running", "bold-cartoon", 4)


def test_unknown_style_is_refused_in_words(owner: User) -> None:
    with pytest.raises(CommandError, match="There is no style"):
        sketch("--style", "nobody-knows")
