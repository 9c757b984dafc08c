"""The text model: asked through the queue like any picture, paid like any picture."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connections
from pytest_django import Settings

from gallery.models import Image
from studio import catalogue, tasks, texts
from studio.models import Batch, Generation, Kind, LedgerEntry, SpendingLimit, Status
from studio.simulator.process import Simulator
from tests.factories.gallery import stored_image
from tests.races import shared_database

SCHEMA = {
    "type": "object",
    "properties": {
        "refined_intent": {"type": "string", "maxLength": 12},
        "viewpoint": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/view"}]},
        "must_have": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    },
    "$defs": {"view": {"enum": ["eye", "bird"]}},
}


@pytest.fixture(autouse=True)
def _real_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    catalogue.seed()
    with shared_database(tmp_path):
        yield


@pytest.fixture(autouse=True)
def _text_model(settings: Settings) -> None:
    settings.GEMINI_TEXT_MODEL = "text"


@contextmanager
def worker() -> Iterator[None]:
    """One that works on whatever is queued while the block runs."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            tasks.work()
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_answer_is_text_and_paid(owner: User, simulator: Simulator) -> None:
    with worker():
        answer = texts.ask(prompt="a red chair by the sea", by=owner, system="Be brief.")
    generation = Generation.objects.get(pk=answer.generation_id)
    assert "a red chair by the sea" in answer.text
    assert (generation.kind, generation.status) == (Kind.CHAT, Status.COMPLETE)
    assert generation.image is None
    assert LedgerEntry.objects.get().booked_usd == answer.cost_usd > 0
    assert answer.cost_usd < generation.estimated_cost_usd
    assert not Batch.objects.runs().exists()


def test_schema_makes_the_answer_data(owner: User, simulator: Simulator) -> None:
    with worker():
        answer = texts.ask(prompt="a red chair by the sea", by=owner, schema=SCHEMA)
    assert answer.data == {
        "refined_intent": "a red chair ",
        "viewpoint": "eye",
        "must_have": ["a red chair by the sea"],
    }


def test_pictures_go_along(owner: User, simulator: Simulator) -> None:
    image: Image = stored_image(owner)
    with worker():
        answer = texts.ask(prompt="describe it", by=owner, images=[image])
    tokens = Generation.objects.get(pk=answer.generation_id).tokens
    assert tokens["input"] > 1000


def test_failure_and_time_out_are_told_in_words(owner: User, simulator: Simulator) -> None:
    with worker(), pytest.raises(texts.TextFailed, match="safety filter") as blocked:
        texts.ask(prompt="[[block:SAFETY]] a red chair", by=owner)
    assert blocked.value.code == "prompt_blocked"
    with pytest.raises(texts.TextFailed) as late:
        texts.ask(prompt="nobody works", by=owner, wait_s=0.3)
    assert late.value.code == "timeout"
    assert Generation.objects.latest("pk").status == Status.CANCELED


def test_without_a_model_for_words_there_is_none(
    owner: User, simulator: Simulator, settings: Settings
) -> None:
    assert texts.available(owner)
    settings.GEMINI_TEXT_MODEL = "pro"  # draws
    assert not texts.available(owner)
    with pytest.raises(texts.NoTextModel):
        texts.ask(prompt="a red chair", by=owner)


def test_budget_holds_for_words_too(owner: User, simulator: Simulator) -> None:
    SpendingLimit.objects.create(owner=owner, own_limit_usd=Decimal("0.001"))
    with pytest.raises(texts.InsufficientBudget):
        texts.ask(prompt="a red chair", by=owner)
