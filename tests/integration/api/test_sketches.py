from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from studio import actions
from studio.models import Batch, Generation, SketchRun
from studio.simulator.process import Simulator
from tests.integration.api.client import ApiClient, pointers

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
