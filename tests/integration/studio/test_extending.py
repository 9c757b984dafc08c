"""A batch that lives on, and pictures that say what they were made for."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from gallery.models import Source
from studio import actions, tasks
from studio.models import PastPrompt
from studio.requesting import GenerationRequest, resolve
from studio.simulator.process import Simulator
from tests.factories.studio import BatchFactory

pytestmark = pytest.mark.django_db
REQUEST = GenerationRequest(prompt="a door", source=Source.SITE)


def test_batch_that_lives_on_takes_more(owner: User, simulator: Simulator) -> None:
    batch = BatchFactory.create(owner=owner)
    resolved = resolve(REQUEST, by=owner)
    first = actions.extend(batch, [resolved], by=owner)
    second = actions.extend(batch, [resolved, resolved], by=owner)
    assert [row.position for row in first + second] == [0, 1, 2]
    assert not PastPrompt.objects.exists()


def test_picture_tells_for_what_it_was_made(owner: User, simulator: Simulator) -> None:
    batch = actions.submit(requests=[REQUEST], by=owner)
    tasks.work()
    image = batch.generations.get().image
    assert image is not None
    assert image.source == Source.SITE
