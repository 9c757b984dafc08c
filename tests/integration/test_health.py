from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from studio.models import WorkerHeartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> None:
    WorkerHeartbeat.objects.create(name="host:1", seen_at=timezone.now())


def test_healthz_answers_nobody_in_particular(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "up"}


def test_healthz_asks_no_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_readyz_is_ready_when_every_part_is(client: Client, worker: None) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert set(response.json()["parts"].values()) == {"ready"}


def test_readyz_names_missing_workers(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"]["workers"] == "failing"
    assert response.json()["parts"]["database"] == "ready"


def test_readyz_forgets_a_worker_after_a_minute(client: Client) -> None:
    WorkerHeartbeat.objects.create(name="host:1", seen_at=timezone.now() - timedelta(seconds=61))
    assert client.get("/readyz").json()["parts"]["workers"] == "failing"


def test_readyz_names_a_store_that_cannot_be_written(
    client: Client, worker: None, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    broken = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "file" / "media"}}
    settings.STORAGES = {**settings.STORAGES, "default": broken}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"]["storage"] == "failing"
