from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery.models import Image
from studio.api import batches
from studio.models import Batch, Generation, Priority, Status
from tests.factories.studio import BatchFactory, GenerationFactory
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]

BODY: dict[str, Any] = {
    "name": "Kettles",
    "aspect_ratio": "16:9",
    "prompts": ["a red kettle", {"prompt": "a blue one", "aspect_ratio": "1:1", "count": 2}],
}


@pytest.fixture
def batch(owner: User) -> Batch:
    """One picture of each status that nothing moves by itself."""
    batch = BatchFactory.create(owner=owner, name="Kettles")
    GenerationFactory.create(batch=batch, position=0)
    GenerationFactory.create(batch=batch, position=1, failed=True)
    GenerationFactory.create(batch=batch, position=2, complete=True)
    return batch


def test_batch_queues_every_prompt_with_its_own_settings(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/batches", BODY)
    found = answer.json()
    assert answer.status_code == 202
    assert (found["name"], found["counts"]["pending"]) == ("Kettles", 3)
    ratios = [each["requested"]["aspect_ratio"] for each in found["generations"]]
    assert ratios == ["16:9", "1:1", "1:1"]


def test_batch_is_nice_to_have_unless_it_says_otherwise(client_of_owner: ApiClient) -> None:
    client_of_owner.post("/batches", {"prompts": ["a", {"prompt": "b", "priority": "critical"}]})
    ranks = list(Generation.objects.order_by("position").values_list("priority", flat=True))
    assert ranks == [Priority.NICE_TO_HAVE, Priority.CRITICAL]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"prompts": []}, "/prompts"),
        ({"prompts": "a kettle"}, "/prompts"),
        ({"prompts": ["a"] * 1001}, "/prompts"),
        ({"prompts": [{"prompt": "a", "count": 10}] * 101}, "/prompts"),
        ({"prompts": ["a", 7]}, "/prompts/1"),
        ({"prompts": ["a", " "]}, "/prompts/1/prompt"),
        ({"prompts": ["a", {"prompt": "b", "colour": "red"}]}, "/prompts/1/colour"),
        ({"prompts": ["a", {"prompt": "b", "aspect_ratio": "7:5"}]}, "/prompts/1/aspect_ratio"),
        ({"aspect_ratio": "7:5"}, "/aspect_ratio"),
        ({"resolution": "9K"}, "/resolution"),
        ({"name": "x" * 201}, "/name"),
    ],
)
def test_batch_is_refused_whole_and_points_at_why(
    client_of_owner: ApiClient, changes: dict[str, Any], pointer: str
) -> None:
    assert pointers(client_of_owner.post("/batches", BODY | changes)) == [pointer]
    assert not Batch.objects.exists()


def test_batch_with_the_same_key_is_made_once(client_of_owner: ApiClient) -> None:
    first = client_of_owner.post("/batches", BODY, Idempotency_Key="b")
    again = client_of_owner.post("/batches", BODY, Idempotency_Key="b")
    other = client_of_owner.post("/batches", BODY | {"name": "Cups"}, Idempotency_Key="b")
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert problem(other) == (422, "idempotency_conflict")


def test_batch_tells_its_counts_and_money(client_of_owner: ApiClient, batch: Batch) -> None:
    found = client_of_owner.get(f"/batches/{batch.pk}").json()
    wanted = {"pending": 1, "generating": 0, "complete": 1, "failed": 1, "canceled": 0}
    assert found["counts"] == wanted
    assert (found["estimated_cost_usd"], found["cost_usd"]) == ("0.120000", "0.000000")
    assert [each["batch_id"] for each in found["generations"]] == [batch.pk] * 3


def test_batches_come_newest_first_page_by_page(client_of_owner: ApiClient, owner: User) -> None:
    oldest, middle, newest = BatchFactory.create_batch(3, owner=owner)
    first = client_of_owner.get("/batches?limit=2").json()
    assert [each["id"] for each in first["items"]] == [newest.pk, middle.pk]
    second = client_of_owner.get(first["next"].partition("/api")[2]).json()
    assert [each["id"] for each in second["items"]] == [oldest.pk]
    assert second["next"] is None


def test_page_of_large_batches_ends_early(
    client_of_owner: ApiClient, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MAX_GENERATIONS_A_PAGE", 3)
    first, second = BatchFactory.create_batch(2, owner=owner)
    GenerationFactory.create_batch(2, batch=first)
    GenerationFactory.create_batch(2, batch=second)
    page = client_of_owner.get("/batches").json()
    assert [each["id"] for each in page["items"]] == [second.pk]
    rest = client_of_owner.get(page["next"].partition("/api")[2]).json()
    assert [each["id"] for each in rest["items"]] == [first.pk]


def queries(client: ApiClient, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_twice_the_batches_cost_the_same_queries(client_of_owner: ApiClient, owner: User) -> None:
    client_of_owner.get("/batches")
    GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    before = queries(client_of_owner, "/batches")
    GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    assert queries(client_of_owner, "/batches") == before


def test_cancel_ends_what_is_open_alone(client_of_owner: ApiClient, batch: Batch) -> None:
    counts = client_of_owner.post(f"/batches/{batch.pk}/cancel").json()["counts"]
    assert (counts["canceled"], counts["failed"], counts["complete"]) == (1, 1, 1)


def test_pause_and_resume_mark_the_batch(client_of_owner: ApiClient, batch: Batch) -> None:
    assert client_of_owner.post(f"/batches/{batch.pk}/pause").json()["paused"] is True
    assert client_of_owner.post(f"/batches/{batch.pk}/resume").json()["paused"] is False


def test_retry_failed_queues_what_failed_once(client_of_owner: ApiClient, batch: Batch) -> None:
    path = f"/batches/{batch.pk}/retry-failed"
    answer = client_of_owner.post(path, Idempotency_Key="again")
    assert answer.status_code == 202
    assert answer.json()["counts"]["pending"] == 2
    Generation.objects.filter(batch=batch, position=1).update(
        status=Status.FAILED, error_code="no_image", finished_at=batch.created_at
    )
    replay = client_of_owner.post(path, Idempotency_Key="again")
    assert replay.headers["Idempotent-Replay"] == "true"
    assert replay.json()["counts"]["failed"] == 1


@pytest.mark.parametrize("action", ["cancel", "pause", "resume", "retry-failed"])
def test_strangers_batch_is_not_there(
    client_of_stranger: ApiClient, batch: Batch, action: str
) -> None:
    assert problem(client_of_stranger.get(f"/batches/{batch.pk}")) == (404, "not_found")
    answer = client_of_stranger.post(f"/batches/{batch.pk}/{action}")
    assert problem(answer) == (404, "not_found")
    assert client_of_stranger.get("/batches").json()["items"] == []


def test_items_references_take_the_place_of_the_batchs(
    client_of_owner: ApiClient, picture: Image
) -> None:
    item = {"prompt": "a cup", "references": [{"image_id": picture.pk, "role": "product"}]}
    body = {"prompts": [item, "a bowl"], "reference_image_ids": [picture.pk]}
    rows = client_of_owner.post("/batches", body).json()["generations"]
    roles = [each["requested"]["references"][0]["role"] for each in rows]
    assert roles == ["product", ""]


def test_rows_keep_their_names(client_of_owner: ApiClient) -> None:
    prompts = [{"prompt": "a kettle", "name": "Front"}, "a cup"]
    answer = client_of_owner.post("/batches", {"prompts": prompts})
    assert [each["name"] for each in answer.json()["generations"]] == ["Front", ""]


def test_name_that_is_too_long_is_refused_at_its_row(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/batches", {"prompts": [{"prompt": "a", "name": "n" * 101}]})
    assert pointers(answer) == ["/prompts/0/name"]


def test_batch_is_downloaded_as_a_zip(client_of_owner: ApiClient, batch: Batch) -> None:
    answer = client_of_owner.django.get(f"/api/batches/{batch.pk}/download")
    assert answer.headers["Content-Type"] == "application/zip"
    assert ZipFile(BytesIO(answer.getvalue())).namelist() == ["manifest.json"]


def test_stranger_downloads_no_batch(client_of_stranger: ApiClient, batch: Batch) -> None:
    assert problem(client_of_stranger.get(f"/batches/{batch.pk}/download")) == (404, "not_found")
