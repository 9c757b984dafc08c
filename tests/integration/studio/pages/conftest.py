from __future__ import annotations

from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.models import Batch, Generation
from tests.factories.studio import BatchFactory, GenerationFactory

HTMX = {"HX-Request": "true"}


def a_batch(**facts: Any) -> Batch:
    return cast("Batch", BatchFactory(**facts))  # type: ignore[no-untyped-call]


def a_generation(**facts: Any) -> Generation:
    return cast("Generation", GenerationFactory(**facts))  # type: ignore[no-untyped-call]


def some_generations(number: int, **facts: Any) -> list[Generation]:
    return [a_generation(**facts) for _ in range(number)]


def queries(client: Client, url: str, posted: dict[str, Any] | None = None) -> int:
    """How many queries the page takes."""
    with CaptureQueriesContext(connection) as captured:
        ask = client.get if posted is None else client.post
        assert ask(url, posted, headers=HTMX).status_code in {200, 204}
    return len(captured)


@pytest.fixture
def url() -> str:
    return reverse("studio:generate")


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    """A provider that no test here calls: the pages only ask whether there is one."""
    settings.SIMULATOR_URL = "http://simulator.invalid"


@pytest.fixture
def batch(owner: User) -> Batch:
    """The owner's: one picture in line, one being made, one failed."""
    batch = a_batch(owner=owner)
    a_generation(batch=batch, position=0)
    a_generation(batch=batch, position=1, generating=True)
    a_generation(batch=batch, position=2, failed=True)
    return batch
