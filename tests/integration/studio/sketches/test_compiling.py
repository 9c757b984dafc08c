"""Concepts read by the text model, and what happens where its answer is not usable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from studio import catalogue
from studio.models import Generation
from studio.simulator.process import Simulator
from studio.sketches.compiling import compile_concept
from studio.sketches.layouts import DATA
from studio.sketches.records import StyleRecord
from tests.integration.studio.test_texts import worker
from tests.races import shared_database

CARTOON = StyleRecord.from_json(json.loads((DATA / "styles" / "bold-cartoon.json").read_text()))


@pytest.fixture(autouse=True)
def _real_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    catalogue.seed()
    with shared_database(tmp_path):
        yield


@pytest.fixture(autouse=True)
def _text_model(settings: Settings, simulator: Simulator) -> None:
    settings.GEMINI_TEXT_MODEL = "text"


def test_text_model_answers_the_spec(owner: User) -> None:
    with worker():
        spec = compile_concept("a fox without a hat", style=CARTOON, by=owner)
    assert (spec.compiler, spec.intent) == ("model", "a fox without a hat")
    assert "fox" in spec.refined_intent
    assert spec.negative_constraints == ("hat",)  # no refusal is lost
    assert (spec.text_requested, spec.language) == (None, "en")


def test_refused_concept_is_read_by_rules(owner: User) -> None:
    with worker():
        spec = compile_concept("[[block:SAFETY]] a fox, no hat", style=CARTOON, by=owner)
    assert (spec.compiler, spec.negative_constraints) == ("rules", ("hat",))
    assert Generation.objects.count() == 1


def test_unusable_answer_is_asked_for_once_more_then_read_by_rules(owner: User) -> None:
    with worker():
        spec = compile_concept("[[text-only]] a fox", style=CARTOON, by=owner)
    assert spec.compiler == "rules"
    assert Generation.objects.count() == 2


def test_without_a_text_model_nobody_is_asked(owner: User, settings: Settings) -> None:
    settings.GEMINI_TEXT_MODEL = ""
    assert compile_concept("a fox", style=CARTOON, by=owner).compiler == "rules"
    assert not Generation.objects.exists()
