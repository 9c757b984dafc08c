"""Fixtures for all tests: three people recur (the owner, a stranger, nobody), and one simulator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from studio.simulator.process import Simulator, running
from tests.stack.templates import folder_of_the_run

_run = ExitStack()


def pytest_configure() -> None:
    _run.enter_context(folder_of_the_run())


def pytest_unconfigure() -> None:
    _run.close()


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """Each test has a store and a spool of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        },
    }
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.LEASE_RENEWAL = timedelta(hours=1)  # no thread writes beside a test's transaction


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def simulator(_simulator: Simulator, settings: Settings) -> Simulator:
    """The simulated Gemini, its counters at zero, as the provider of this test."""
    _simulator.reset()
    settings.SIMULATOR_URL = _simulator.url
    return _simulator


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("ada", "ada@example.com", "a long enough password")


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("eve", "eve@example.com", "a long enough password")


@pytest.fixture
def owner_client(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def stranger_client(stranger: User) -> Client:
    client = Client()
    client.force_login(stranger)
    return client


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last, and what drives real processes may be too slow on a busy machine.

    It is tried twice more, and each repeat is told in the last lines; all other tests have one try.
    A browser's event loop would be in the way of whatever uses the database after it.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.flaky(reruns=2))
