from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from gallery.models import Source
from studio import actions, signals, tasks, turns
from studio.models import Generation, PastPrompt, Status
from studio.requesting import GenerationRequest, resolve
from studio.simulator.process import Simulator
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Iterator[list[tuple[int, str]]]:
    """Ids and states of what was told to be settled, as the listener finds them."""
    heard: list[tuple[int, str]] = []

    def listen(generation_id: int, **kwargs: object) -> None:
        heard.append((generation_id, Generation.objects.get(pk=generation_id).status))

    signals.generation_settled.connect(listen)
    yield heard
    signals.generation_settled.disconnect(listen)


def test_picture_is_told_when_it_is_there(
    owner: User,
    simulator: Simulator,
    told: list[tuple[int, str]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    batch = actions.submit(requests=[GenerationRequest(prompt="a red chair")], by=owner)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.work()
    assert told == [(batch.generations.get().pk, Status.COMPLETE)]


def test_cancel_tells_what_it_ended(
    told: list[tuple[int, str]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    waiting = GenerationFactory.create()
    GenerationFactory.create(batch=waiting.batch, failed=True)
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel_batch(batch=waiting.batch, by=waiting.owner)
    assert told == [(waiting.pk, Status.CANCELED)]


@pytest.mark.django_db(transaction=True)
def test_listener_may_write_in_a_turn_of_its_own() -> None:
    heard: list[bool] = []

    def write() -> None:
        with turns.writing():
            heard.append(connection.in_atomic_block)

    with turns.writing():
        turns.after(write)
        assert heard == []
    assert heard == [True]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_told() -> None:
    heard: list[str] = []
    with pytest.raises(ZeroDivisionError), turns.writing():
        turns.after(lambda: heard.append("told"))
        raise ZeroDivisionError
    with turns.writing():
        pass
    assert heard == []


def test_batch_that_lives_on_takes_more(owner: User, simulator: Simulator) -> None:
    batch = BatchFactory.create(owner=owner)
    resolved = resolve(GenerationRequest(prompt="a door", source=Source.SITE), by=owner)
    first = actions.extend(batch, [resolved], by=owner)
    second = actions.extend(batch, [resolved, resolved], by=owner)
    assert [row.position for row in first + second] == [0, 1, 2]
    assert not PastPrompt.objects.exists()


def test_picture_tells_for_what_it_was_made(owner: User, simulator: Simulator) -> None:
    request = GenerationRequest(prompt="a door", source=Source.SITE)
    batch = actions.submit(requests=[request], by=owner)
    tasks.work()
    image = batch.generations.get().image
    assert image is not None
    assert image.source == Source.SITE
