from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sessions_app.models import WorkSession
from studio.models import Generation
from tests.factories.studio import BatchFactory, GenerationFactory
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


@pytest.fixture
def generation(owner: User) -> Generation:
    return GenerationFactory.create(batch__owner=owner)


@pytest.fixture
def failed(owner: User) -> Generation:
    return GenerationFactory.create(batch__owner=owner, failed=True)


def test_generation_tells_all_its_fields(client_of_owner: ApiClient, owner: User) -> None:
    now = timezone.now()
    generation = GenerationFactory.create(
        batch__owner=owner,
        complete=True,
        created_at=now - timedelta(seconds=5),
        started_at=now - timedelta(seconds=3),
        sent_at=now - timedelta(seconds=2),
        received_at=now - timedelta(seconds=0.5),
    )
    found = client_of_owner.get(f"/generations/{generation.pk}").json()
    assert (found["queue_s"], found["model_s"]) == (2.0, 1.5)
    assert (found["attempts"], found["error"], found["session_id"]) == (1, None, None)
    assert found["estimated_cost_usd"] == "0.040000"
    assert found["created_at"].endswith("Z")


def test_open_generation_has_no_times_yet(
    client_of_owner: ApiClient, generation: Generation
) -> None:
    found = client_of_owner.get(f"/generations/{generation.pk}").json()
    times = ("started_at", "finished_at", "queue_s", "model_s")
    assert [found[name] for name in times] == [None] * 4


def test_generations_are_filtered(
    client_of_owner: ApiClient, owner: User, generation: Generation, failed: Generation
) -> None:
    kettles = WorkSession.objects.create(owner=owner, name="Kettles")
    filed = GenerationFactory.create(batch=BatchFactory.create(owner=owner, work_session=kettles))

    def found(query: str) -> list[int]:
        items = client_of_owner.get(f"/generations?{query}").json()["items"]
        return [each["id"] for each in items]

    assert found("status=failed") == [failed.pk]
    assert found(f"batch_id={generation.batch_id}") == [generation.pk]
    assert found(f"session_id={kettles.pk}") == [filed.pk]
    assert found("") == [filed.pk, failed.pk, generation.pk]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("status=queued", "/status"),
        ("batch_id=x", "/batch_id"),
        ("limit=0", "/limit"),
        ("limit=201", "/limit"),
        ("cursor=abc", "/cursor"),
        ("user=1", "/user"),
    ],
)
def test_odd_filter_is_refused(client_of_owner: ApiClient, query: str, pointer: str) -> None:
    assert pointers(client_of_owner.get(f"/generations?{query}")) == [pointer]


def test_pages_keep_their_filters(client_of_owner: ApiClient, owner: User) -> None:
    GenerationFactory.create_batch(3, batch__owner=owner, failed=True)
    first = client_of_owner.get("/generations?status=failed&limit=2").json()
    assert "status=failed" in first["next"]
    second = client_of_owner.get(first["next"].partition("/api")[2]).json()
    seen = [each["id"] for each in first["items"] + second["items"]]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 3


def test_twice_the_generations_cost_the_same_queries(
    client_of_owner: ApiClient, owner: User
) -> None:
    GenerationFactory.create_batch(2, batch__owner=owner)
    client_of_owner.get("/generations")
    with CaptureQueriesContext(connection) as two:
        client_of_owner.get("/generations")
    GenerationFactory.create_batch(2, batch__owner=owner)
    with CaptureQueriesContext(connection) as four:
        client_of_owner.get("/generations")
    assert len(four) == len(two)


def test_cancel_ends_a_pending_generation(
    client_of_owner: ApiClient, generation: Generation
) -> None:
    answer = client_of_owner.post(f"/generations/{generation.pk}/cancel")
    assert (answer.status_code, answer.json()["status"]) == (200, "canceled")


def test_retry_queues_a_failed_generation_once(
    client_of_owner: ApiClient, failed: Generation
) -> None:
    path = f"/generations/{failed.pk}/retry"
    first = client_of_owner.post(path, Idempotency_Key="r")
    assert (first.status_code, first.json()["status"]) == (202, "pending")
    again = client_of_owner.post(path, Idempotency_Key="r")
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"


def test_key_of_a_retry_serves_nothing_else(client_of_owner: ApiClient, failed: Generation) -> None:
    client_of_owner.post(f"/generations/{failed.pk}/retry", Idempotency_Key="r")
    other = client_of_owner.post("/generate", {"prompt": "tea"}, Idempotency_Key="r")
    assert problem(other) == (422, "idempotency_conflict")


def test_open_generation_is_not_retried(client_of_owner: ApiClient, generation: Generation) -> None:
    path = f"/generations/{generation.pk}/retry"
    assert problem(client_of_owner.post(path)) == (409, "not_retryable")
    # A key whose request was refused stays free.
    assert problem(client_of_owner.post(path, Idempotency_Key="r")) == (409, "not_retryable")
    assert problem(client_of_owner.post(path, Idempotency_Key="r")) == (409, "not_retryable")


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_strangers_generation_is_not_there(
    client_of_stranger: ApiClient, failed: Generation, action: str
) -> None:
    assert problem(client_of_stranger.get(f"/generations/{failed.pk}")) == (404, "not_found")
    answer = client_of_stranger.post(f"/generations/{failed.pk}/{action}")
    assert problem(answer) == (404, "not_found")
    assert client_of_stranger.get("/generations").json()["items"] == []
    failed.refresh_from_db()
    assert failed.status == "failed"


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_nobody_acts_on_a_generation(
    client_of_nobody: ApiClient, failed: Generation, action: str
) -> None:
    answer = client_of_nobody.post(f"/generations/{failed.pk}/{action}")
    assert problem(answer) == (401, "unauthenticated")
