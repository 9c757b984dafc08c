from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.auth.models import User

from gallery import intake
from gallery.models import Image
from sessions_app.models import WorkSession
from studio import tasks
from studio.models import Batch, Budget, Generation, Priority
from studio.simulator.process import Simulator
from tests.integration.api.client import ApiClient, pointers, problem
from tests.integration.api.conftest import png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]

FULL: dict[str, Any] = {
    "prompt": "a red kettle",
    "model": "flash",
    "aspect_ratio": "16:9",
    "resolution": "2K",
    "response_modality": "TEXT_IMAGE",
    "google_search_enabled": False,
    "person_generation": "allow_all",
    "count": 3,
    "priority": "critical",
}


def test_generate_answers_pending_generations_at_once(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/generate", FULL)
    assert answer.status_code == 202
    found = answer.json()["generations"]
    assert [each["status"] for each in found] == ["pending"] * 3
    assert found[0]["requested"]["aspect_ratio"] == "16:9"
    assert found[0]["priority"] == "critical"
    assert Generation.objects.filter(priority=Priority.CRITICAL).count() == 3


def test_generate_takes_null_for_what_is_left_out(client_of_owner: ApiClient) -> None:
    body = {**dict.fromkeys(FULL), "prompt": "a red kettle", "session_id": None}
    generation = client_of_owner.post("/generate", body).json()["generations"][0]
    assert generation["priority"] == "important"
    assert generation["requested"]["aspect_ratio"] == "1:1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("prompt", ""),
        ("prompt", "x" * 16_001),
        ("prompt", None),
        ("model", "dall-e"),
        ("model", "\0"),
        ("aspect_ratio", "7:5"),
        ("resolution", "9K"),
        ("response_modality", "TEXT"),
        ("google_search_enabled", "yes"),
        ("person_generation", "all"),
        ("count", 0),
        ("count", 11),
        ("count", "3"),
        ("count", True),
        ("reference_image_ids", [987_654]),
        ("session_id", 987_654),
        ("session_id", 10**30),
        ("priority", 1),
        ("memory_ids", [1]),
    ],
)
def test_generate_points_at_what_is_wrong(
    client_of_owner: ApiClient, field: str, value: object
) -> None:
    answer = client_of_owner.post("/generate", FULL | {field: value})
    assert pointers(answer) == [f"/{field}"]
    assert not Batch.objects.exists()


def test_generate_names_the_code_of_a_long_prompt(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/generate", {"prompt": "x" * 16_001})
    assert problem(answer) == (422, "prompt_too_long")


def test_strangers_picture_is_no_reference(
    client_of_stranger: ApiClient, client_of_owner: ApiClient, picture: Image
) -> None:
    body = {"prompt": "the same in blue", "reference_image_ids": [picture.pk]}
    assert pointers(client_of_stranger.post("/generate", body)) == ["/reference_image_ids"]
    assert client_of_owner.post("/generate", body).status_code == 202


def test_references_with_roles_are_kept_in_order(
    client_of_owner: ApiClient, owner: User, picture: Image
) -> None:
    other = intake.upload(png("red"), owner=owner)
    said = [{"image_id": other.pk, "role": "style"}, {"image_id": picture.pk, "note": "the cup"}]
    answer = client_of_owner.post("/generate", {"prompt": "both", "references": said})
    requested = answer.json()["generations"][0]["requested"]
    assert requested["reference_image_ids"] == [other.pk, picture.pk]
    assert [each["role"] for each in requested["references"]] == ["style", ""]
    assert requested["references"][1]["note"] == "the cup"


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"role": "sidekick"}, "/references/0/role"),
        ({"note": "x" * 201}, "/references/0/note"),
        ({"image_id": 0}, "/references/0/image_id"),
        ({"weight": 2}, "/references/0/weight"),
    ],
)
def test_wrong_reference_is_pointed_at(
    client_of_owner: ApiClient, picture: Image, said: dict[str, Any], pointer: str
) -> None:
    body = {"prompt": "a cup", "references": [{"image_id": picture.pk} | said]}
    assert pointers(client_of_owner.post("/generate", body)) == [pointer]


def test_references_named_both_ways_are_refused(client_of_owner: ApiClient, picture: Image) -> None:
    named = {"references": [{"image_id": picture.pk}], "reference_image_ids": [picture.pk]}
    answer = client_of_owner.post("/generate", {"prompt": "a cup"} | named)
    assert pointers(answer) == ["/references"]


def test_answer_tells_words_and_thoughts(client_of_owner: ApiClient) -> None:
    said = {"response_modality": "TEXT_IMAGE", "include_thoughts": True, "model": "pro"}
    answer = client_of_owner.post("/generate", {"prompt": "a red kettle"} | said)
    tasks.work()
    pk = answer.json()["generations"][0]["id"]
    found = client_of_owner.get(f"/generations/{pk}").json()
    assert found["text_response"]
    assert found["thoughts"]
    assert found["grounding_data"] is None


def test_pictures_are_filed_in_the_owners_session(
    client_of_stranger: ApiClient, client_of_owner: ApiClient, owner: User
) -> None:
    kettles = WorkSession.objects.create(owner=owner, name="Kettles")
    body = {"prompt": "a kettle", "session_id": kettles.pk}
    assert pointers(client_of_stranger.post("/generate", body)) == ["/session_id"]
    generation = client_of_owner.post("/generate", body).json()["generations"][0]
    assert generation["session_id"] == kettles.pk


def test_budget_that_is_spent_is_402(client_of_owner: ApiClient, owner: User) -> None:
    client_of_owner.post("/generate", {"prompt": "a kettle"})
    Budget.objects.filter(owner=owner).update(limit_usd="0.10")
    answer = client_of_owner.post("/generate", {"prompt": "a kettle", "count": 10})
    assert problem(answer) == (402, "insufficient_budget")
    assert float(answer.json()["needed_usd"]) > float(answer.json()["available_usd"]) >= 0
    assert Batch.objects.count() == 1


def test_studio_without_a_key_is_409(client_of_owner: ApiClient, settings: Any) -> None:
    settings.SIMULATOR_URL = ""
    answer = client_of_owner.post("/generate", {"prompt": "a kettle"})
    assert problem(answer) == (409, "missing_key")


def test_same_key_and_body_is_one_batch(client_of_owner: ApiClient) -> None:
    first = client_of_owner.post("/generate", FULL, Idempotency_Key="kettle-1")
    again = client_of_owner.post("/generate", FULL, Idempotency_Key="kettle-1")
    assert again.json() == first.json()
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert Batch.objects.count() == 1


def test_same_key_with_another_body_is_refused(client_of_owner: ApiClient) -> None:
    client_of_owner.post("/generate", FULL, Idempotency_Key="kettle-1")
    answer = client_of_owner.post("/generate", FULL | {"count": 1}, Idempotency_Key="kettle-1")
    assert problem(answer) == (422, "idempotency_conflict")


def test_key_belongs_to_one_person(
    client_of_owner: ApiClient, client_of_stranger: ApiClient
) -> None:
    first = client_of_owner.post("/generate", FULL, Idempotency_Key="kettle-1")
    other = client_of_stranger.post("/generate", FULL, Idempotency_Key="kettle-1")
    assert first.json()["batch_id"] != other.json()["batch_id"]


@pytest.mark.parametrize("key", ["x" * 201, "two words", "grün"])
def test_odd_key_is_refused(client_of_owner: ApiClient, key: str) -> None:
    answer = client_of_owner.post("/generate", FULL, Idempotency_Key=key)
    assert pointers(answer) == ["/Idempotency-Key"]


def test_wait_answers_with_the_state_when_time_is_up(client_of_owner: ApiClient) -> None:
    started = time.monotonic()
    answer = client_of_owner.post("/generate", {"prompt": "a kettle"}, Prefer="wait=1")
    assert time.monotonic() - started >= 1
    assert answer.status_code == 202
    assert answer.headers["Preference-Applied"] == "wait=1"
    assert answer.json()["generations"][0]["status"] == "pending"


def test_one_finished_picture_is_told_whole(
    client_of_owner: ApiClient, simulator: Simulator
) -> None:
    body = {"prompt": "a red kettle", "response_modality": "TEXT_IMAGE"}
    client_of_owner.post("/generate", body, Idempotency_Key="k")
    tasks.work()
    answer = client_of_owner.post("/generate", body, Idempotency_Key="k", Prefer="wait=5")
    finished = answer.json()
    assert answer.status_code == 200
    assert finished["generations"][0]["image_ids"] == [finished["image_id"]]
    assert finished["metadata"]["width"] == 1024
    picture = client_of_owner.django.get(
        finished["image_url"].removeprefix("http://localhost:8000")
    )
    assert picture.headers["Content-Type"] == "image/jpeg"


def test_failed_generation_says_why(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/generate", {"prompt": "a kettle [[block:SAFETY]]"})
    tasks.work()
    pk = answer.json()["generations"][0]["id"]
    error = client_of_owner.get(f"/generations/{pk}").json()["error"]
    assert (error["code"], error["retryable"]) == ("prompt_blocked", False)
    assert error["message"]


def test_estimate_costs_nothing(client_of_owner: ApiClient) -> None:
    one = client_of_owner.post("/estimate", {"prompt": "a kettle"}).json()
    four = client_of_owner.post("/estimate", {"prompt": "a kettle", "count": 4}).json()
    assert (one["images"], four["images"]) == (1, 4)
    assert float(four["cost_usd"]) == pytest.approx(4 * float(one["cost_usd"]))
    assert not Batch.objects.exists()


def test_estimate_takes_a_batch_too(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/estimate", {"prompts": ["a", {"prompt": "b", "count": 2}]})
    assert answer.json()["images"] == 3


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"prompt": "a", "count": 99}, "/count"),
        ({"prompts": ["a", {"prompt": "b", "count": 99}]}, "/prompts/1/count"),
        ({"prompts": ["a", ""]}, "/prompts/1/prompt"),
        ({"prompt": "a", "resolution": "9K"}, "/resolution"),
        ({}, "/prompt"),
    ],
)
def test_estimate_points_at_what_is_wrong(
    client_of_owner: ApiClient, body: dict[str, object], pointer: str
) -> None:
    assert pointers(client_of_owner.post("/estimate", body)) == [pointer]
