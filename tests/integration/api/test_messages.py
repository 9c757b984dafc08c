from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions_app.models import Message, MessagePart, WorkSession
from studio import tasks
from studio.simulator.process import Simulator
from tests.factories.sessions import WorkSessionFactory
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = pytest.mark.django_db(transaction=True)
LITE = {"mode": "generate", "model": "lite"}


@pytest.fixture
def session(owner: User, simulator: Simulator) -> WorkSession:
    made: WorkSession = WorkSessionFactory.create(owner=owner)
    return made


@pytest.fixture
def url(session: WorkSession) -> str:
    return f"/sessions/{session.pk}/message"


def answered(client: ApiClient, url: str, **body: Any) -> dict[str, Any]:
    """What is said, and answered by a worker."""
    said: dict[str, Any] = client.post(url, {"text": "a red chair", **LITE, **body}).json()
    for _ in said["generations"]:
        tasks.work()
    return said


def test_message_is_queued_with_an_answer_each(client_of_owner: ApiClient, url: str) -> None:
    answer = client_of_owner.post(url, {"text": "a red chair", **LITE, "count": 2})
    said = answer.json()
    assert answer.status_code == 202
    assert said["message"]["role"] == "user"
    assert [each["parent_id"] for each in said["answers"]] == [said["message"]["id"]] * 2
    assert [each["status"] for each in said["generations"]] == ["pending"] * 2


def test_messages_tell_what_was_said_and_drawn(
    client_of_owner: ApiClient, url: str, session: WorkSession
) -> None:
    first = answered(client_of_owner, url)
    answered(client_of_owner, url, text="at night", mode="chat")
    listed = client_of_owner.get(f"/sessions/{session.pk}/messages?limit=3").json()
    assert [each["role"] for each in listed["items"]] == ["model", "user", "model"]
    assert listed["items"][1]["parent_id"] == first["answers"][0]["id"]
    assert len(listed["items"][2]["image_ids"]) == 1
    assert listed["next"]
    shown = client_of_owner.get(f"/sessions/{session.pk}").json()
    assert shown["current_message_id"] == listed["items"][0]["id"]


def test_same_parent_twice_is_a_branch(client_of_owner: ApiClient, url: str) -> None:
    parent = answered(client_of_owner, url)["answers"][0]["id"]
    for text in ("at night", "at noon"):
        answered(client_of_owner, url, text=text, parent_message_id=parent)
    alone = answered(client_of_owner, url, text="anew", parent_message_id=None)
    assert Message.objects.get(pk=parent).answers.count() == 2
    assert alone["message"]["parent_id"] is None


def test_key_answers_once(client_of_owner: ApiClient, url: str) -> None:
    body = {"text": "a red chair", **LITE}
    first = client_of_owner.post(url, body, Idempotency_Key="one")
    again = client_of_owner.post(url, body, Idempotency_Key="one")
    assert again.json()["message"]["id"] == first.json()["message"]["id"]
    assert again.headers["Idempotent-Replay"] == "true"
    other = client_of_owner.post(url, {**body, "text": "other"}, Idempotency_Key="one")
    assert problem(other) == (422, "idempotency_conflict")


def test_estimate_tells_history_and_costs_nothing(client_of_owner: ApiClient, url: str) -> None:
    body = {"text": "at night", **LITE}
    alone = client_of_owner.post(f"{url}/estimate", body).json()
    answered(client_of_owner, url)
    more = client_of_owner.post(f"{url}/estimate", body).json()
    assert (alone["history"]["turns"], more["history"]["sent_turns"]) == (0, 1)
    assert more["history"]["image_tokens"] == 1300
    assert float(more["cost_usd"]) > float(alone["cost_usd"])
    chat = client_of_owner.post(f"{url}/estimate", {**body, "mode": "chat"}).json()
    assert chat["images"] == 0
    assert Message.objects.count() == 2


def test_what_is_wrong_stands_at_its_field(client_of_owner: ApiClient, url: str) -> None:
    assert pointers(client_of_owner.post(url, {"text": " "})) == ["/text"]
    unknown = {"text": "a chair", "parent_message_id": 77}
    assert pointers(client_of_owner.post(url, unknown)) == ["/parent_message_id"]
    far = {"text": "a chair", "model": "lite", "resolution": "4K"}
    assert pointers(client_of_owner.post(url, far)) == ["/resolution"]
    assert pointers(client_of_owner.post(url, {"text": "a chair", "model": "text"})) == ["/model"]


def test_session_of_another_is_not_there(
    client_of_stranger: ApiClient, url: str, session: WorkSession
) -> None:
    answers = [
        client_of_stranger.post(url, {"text": "a chair"}),
        client_of_stranger.post(f"{url}/estimate", {"text": "a chair"}),
        client_of_stranger.get(f"/sessions/{session.pk}/messages"),
    ]
    assert [each.status_code for each in answers] == [404] * 3


def test_twice_the_messages_cost_the_same_queries(
    client_of_owner: ApiClient, session: WorkSession
) -> None:
    def add() -> None:
        turn = Message.objects.create(work_session=session, role="user", mode="chat", text="Hi")
        answer = Message.objects.create(
            work_session=session, parent=turn, role="model", mode="chat", text="Yes"
        )
        MessagePart.objects.create(message=answer, position=0, kind="text", text="Yes")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client_of_owner.get(f"/sessions/{session.pk}/messages")
        return len(asked)

    add()
    client_of_owner.get(f"/sessions/{session.pk}/messages")  # the token's first use writes
    few = queries()
    for _ in range(5):
        add()
    assert queries() == few
