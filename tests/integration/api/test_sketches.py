from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from studio import actions, limits
from studio.models import Batch, Generation, SketchRun
from studio.simulator.process import Simulator
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = pytest.mark.django_db

BODY = {"concept": "A golf ball with a cap, running", "style": "vintage-mascot", "num_images": 3}


def test_run_is_accepted_at_once(client_of_owner: ApiClient, simulator: Simulator) -> None:
    answer = client_of_owner.post("/sketches", BODY)
    told = answer.json()
    assert answer.status_code == 202
    assert (told["status"], len(told["images"])) == ("running", 3)
    assert told["status_url"].endswith(f"/api/sketches/{told['run_id']}")
    assert told["references"][0]["used"]
    assert SketchRun.objects.get().batch_id == told["batch_id"]


def test_same_key_gives_the_same_run(client_of_owner: ApiClient, simulator: Simulator) -> None:
    one, other = (client_of_owner.post("/sketches", BODY, Idempotency_Key="k") for _ in range(2))
    assert one.json()["run_id"] == other.json()["run_id"]
    assert other.headers["Idempotent-Replay"] == "true"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"num_images": 7}, "/num_images"),
        ({"style": "nobody-knows"}, "/style"),
        ({"resolution": "9K"}, "/resolution"),
        ({"reference_ids": ["no-such-drawing"]}, "/reference_ids"),
        ({"spec": {"subject": "a ball"}}, "/spec/refined_intent"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    client_of_owner: ApiClient, wrong: dict[str, object], pointer: str
) -> None:
    answer = client_of_owner.post("/sketches", BODY | wrong)
    assert pointers(answer) == [pointer]


def test_excluded_drawing_stays_out_and_a_pinned_one_comes_first(
    client_of_owner: ApiClient, simulator: Simulator
) -> None:
    wishes = {"reference_ids": ["lion-mane"], "exclude_ids": ["golf-ball-runner"]}
    told = client_of_owner.post("/sketches", BODY | wishes).json()["references"]
    used = [each["reference"] for each in told if each["used"]]
    assert used[0] == "lion-mane"
    assert "golf-ball-runner" not in used


def test_own_spec_is_drawn_as_it_is(client_of_owner: ApiClient, simulator: Simulator) -> None:
    spec = {"refined_intent": "a golf ball asleep", "negative_constraints": ["grass"]}
    told = client_of_owner.post("/sketches", BODY | {"spec": spec}).json()
    assert told["spec"]["intent"] == BODY["concept"]
    prompt = Generation.objects.earliest("pk").prompt
    assert "a golf ball asleep" in prompt
    assert "grass" in prompt.partition("Avoid:")[2]


def test_list_costs_the_same_for_more_runs(
    client_of_owner: ApiClient, simulator: Simulator
) -> None:
    counts = []
    for _ in range(2):
        client_of_owner.post("/sketches", BODY)
        with CaptureQueriesContext(connection) as queries:
            assert client_of_owner.get("/sketches").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_strangers_see_nothing(
    client_of_owner: ApiClient, client_of_stranger: ApiClient, simulator: Simulator
) -> None:
    url = client_of_owner.post("/sketches", BODY).json()["status_url"]
    path = url.partition("/api")[2]
    for address in (path, f"{path}/events", f"{path}/download"):
        assert client_of_stranger.get(address).status_code == 404
    assert client_of_stranger.get("/sketches").json()["items"] == []
    wish = {"indices": [0], "instruction": "wink"}
    assert client_of_stranger.post(f"{path}/refine", wish).status_code == 404


def test_refining_what_is_not_there_is_refused(
    client_of_owner: ApiClient, simulator: Simulator
) -> None:
    run = client_of_owner.post("/sketches", BODY).json()["run_id"]
    refused = client_of_owner.post(
        f"/sketches/{run}/refine", {"indices": [0], "instruction": "wink"}
    )
    assert pointers(refused) == ["/indices"]


@async_to_sync
async def words(answer: Any) -> str:
    return "".join([part.decode() async for part in aiter(answer)])


def test_stream_of_a_canceled_run_ends_and_may_be_read_on(
    client_of_owner: ApiClient,
    owner: User,
    simulator: Simulator,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told = client_of_owner.post("/sketches", BODY).json()
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel_batch(batch=Batch.objects.get(pk=told["batch_id"]), by=owner)
    path = f"/sketches/{told['run_id']}/events"
    blocks = words(client_of_owner.get(path)).strip().split("\n\n")[1:]
    kinds = [block.split("\n")[1] for block in blocks]
    assert kinds == ["event: progress"] * 2 + ["event: image"] * 3 + ["event: error"]
    fourth = blocks[3].split("\n")[0].removeprefix("id: ")
    again = words(client_of_owner.get(path, last_event_id=fourth)).strip().split("\n\n")[1:]
    assert again == blocks[4:]


@pytest.fixture
def canceled(client_of_owner: ApiClient, owner: User, simulator: Simulator) -> str:
    """The address of a run of which nothing is on its way."""
    told = client_of_owner.post("/sketches", BODY).json()
    actions.cancel_batch(batch=Batch.objects.get(pk=told["batch_id"]), by=owner)
    return f"/sketches/{told['run_id']}"


def locks(answer: Any) -> list[bool]:
    assert answer.status_code in {200, 202}, answer.content
    return [each["locked"] for each in answer.json()["images"]]


def test_locked_sketches_stay_when_the_others_are_drawn_anew(
    client_of_owner: ApiClient, canceled: str
) -> None:
    before = [each["id"] for each in client_of_owner.get(canceled).json()["images"]]
    assert locks(client_of_owner.post(f"{canceled}/lock", {"indices": [0, 2]})) == [
        True,
        False,
        True,
    ]
    free = {"indices": [2], "locked": False}
    assert locks(client_of_owner.post(f"{canceled}/lock", free)) == [True, False, False]
    again = client_of_owner.post(f"{canceled}/reroll", {})
    after = [each["id"] for each in again.json()["images"]]
    assert again.status_code == 202 and again.json()["status"] == "running"
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, False]


def test_what_is_on_its_way_is_not_drawn_anew(client_of_owner: ApiClient, canceled: str) -> None:
    client_of_owner.post(f"{canceled}/reroll", {"indices": [1]})
    refused = client_of_owner.post(f"{canceled}/reroll", {"indices": [1]})
    assert problem(refused) == (409, "not_retryable")
    assert Generation.objects.count() == 4


def test_same_key_draws_anew_once(client_of_owner: ApiClient, canceled: str) -> None:
    one, other = (
        client_of_owner.post(f"{canceled}/reroll", {"indices": [1]}, Idempotency_Key="k")
        for _ in range(2)
    )
    assert (one.status_code, other.status_code) == (202, 202)
    assert other.headers["Idempotent-Replay"] == "true"
    assert Generation.objects.count() == 4


def test_positions_have_to_be_on_the_sheet(client_of_owner: ApiClient, canceled: str) -> None:
    for act in ("lock", "reroll"):
        assert pointers(client_of_owner.post(f"{canceled}/{act}", {"indices": [5]})) == ["/indices"]
    wish = {"text": "More", "index": 5}
    assert pointers(client_of_owner.post(f"{canceled}/comments", wish)) == ["/index"]


def test_reroll_beyond_the_budget_is_refused_whole(
    client_of_owner: ApiClient, owner: User, canceled: str
) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.05"))
    assert problem(client_of_owner.post(f"{canceled}/reroll", {})) == (402, "insufficient_budget")
    assert Generation.objects.count() == 3


def test_comments_are_made_listed_and_deleted(client_of_owner: ApiClient, canceled: str) -> None:
    path = f"{canceled}/comments"
    whole, one = (
        client_of_owner.post(path, body).json()
        for body in ({"text": " Fewer lines "}, {"text": "A bigger grin", "index": 1})
    )
    assert (whole["text"], whole["index"], one["index"]) == ("Fewer lines", None, 1)
    assert client_of_owner.get(path).json()["items"] == [one, whole]
    assert client_of_owner.delete(f"{path}/{whole['id']}").status_code == 204
    assert client_of_owner.get(path).json()["items"] == [one]
    assert pointers(client_of_owner.post(path, {"text": " "})) == ["/text"]


def test_deleted_run_is_gone(client_of_owner: ApiClient, canceled: str) -> None:
    assert client_of_owner.delete(f"{canceled}?images=keep").status_code == 204
    assert problem(client_of_owner.get(canceled)) == (404, "not_found")
    assert client_of_owner.get("/sketches").json()["items"] == []


def test_strangers_change_nothing(
    client_of_owner: ApiClient, client_of_stranger: ApiClient, canceled: str
) -> None:
    wishes = {"lock": {"indices": [0]}, "reroll": {}, "comments": {"text": "Hello"}}
    for act, body in wishes.items():
        assert client_of_stranger.post(f"{canceled}/{act}", body).status_code == 404
    assert client_of_stranger.get(f"{canceled}/comments").status_code == 404
    said = client_of_owner.post(f"{canceled}/comments", {"text": "Mine"}).json()["id"]
    assert client_of_stranger.delete(f"{canceled}/comments/{said}").status_code == 404
    assert client_of_stranger.delete(canceled).status_code == 404
    assert client_of_owner.get(canceled).status_code == 200
