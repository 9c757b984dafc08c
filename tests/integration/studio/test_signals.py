"""Who is told that a generation is over, and when."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from studio import actions, tasks, turns
from studio.models import Generation, ProviderKey
from studio.requesting import GenerationRequest
from studio.signals import generation_settled
from studio.simulator.process import Simulator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """The statuses that were told, in order."""
    statuses: list[str] = []

    def listen(generation: Generation, **kwargs: object) -> None:
        statuses.append(generation.status)

    generation_settled.connect(listen)
    yield statuses
    generation_settled.disconnect(listen)


def submit(owner: User, prompt: str) -> Generation:
    batch = actions.submit(requests=[GenerationRequest(prompt=prompt)], by=owner)
    return batch.generations.get()


def test_each_end_is_told_once(owner: User, simulator: Simulator, heard: list[str]) -> None:
    submit(owner, "a red chair")
    submit(owner, "a red chair [[block:prompt]]")
    tasks.work()
    tasks.work()
    assert heard == ["complete", "failed"]


def test_what_was_canceled_is_told(owner: User, simulator: Simulator, heard: list[str]) -> None:
    actions.cancel(generation=submit(owner, "a red chair"), by=owner)
    assert heard == ["canceled"]


def test_a_deaf_receiver_stops_nobody(owner: User, simulator: Simulator, heard: list[str]) -> None:
    def fail(generation: Generation, **kwargs: object) -> None:
        raise RuntimeError("the receiver's own trouble")

    generation_settled.connect(fail)
    try:
        submit(owner, "a red chair")
        tasks.work()
    finally:
        generation_settled.disconnect(fail)
    assert Generation.objects.get().status == "complete"


def test_what_follows_a_commit_may_write_in_its_turn() -> None:
    def write() -> None:
        with turns.writing():
            ProviderKey.objects.get_or_create(fingerprint="after")

    with turns.writing():
        transaction.on_commit(write)
    assert ProviderKey.objects.filter(fingerprint="after").exists()
    assert not connection.in_atomic_block
