"""A conversation that outlives its processes, with a provider that enforces signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.stack import Stack

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]

# Three, since each restart takes seconds; ten of them in one process stand in
# tests/integration/studio/test_conversing.py.
TURNS = ["a house by the sea", "golden hour", "a boat below"]


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Stack() as running:
        yield running


class Talk:
    """One session, talked in over the API."""

    def __init__(self, stack: Stack) -> None:
        self._url = f"{stack.url}/api/sessions"
        token = stack.manage("create_api_token", "ada").strip()
        self._headers = {"Authorization": f"Bearer {token}", "Prefer": "wait=60"}
        defaults = {"model": "pro", "resolution": "1K", "include_thoughts": True}
        session = self._post("", {"name": "Kelda House", "defaults": defaults})
        self._url = f"{self._url}/{session['id']}/message"

    def say(self, text: str, **body: object) -> dict[str, Any]:
        return self._post("", {"text": text, "response_modality": "TEXT_IMAGE", **body})

    def _post(self, path: str, body: dict[str, object]) -> dict[str, Any]:
        with urlopen(
            Request(self._url + path, json.dumps(body).encode(), self._headers), timeout=90
        ) as answer:
            said: dict[str, Any] = json.load(answer)
            return said


def test_turns_survive_a_restart_after_each_and_two_branches(stack: Stack) -> None:
    talk = Talk(stack)
    answers = []
    for text in TURNS:
        answers.append(talk.say(text)["answers"][0])
        stack.restart()
    second = answers[1]["id"]
    branches = [talk.say(text, parent_message_id=second) for text in ("no boat", "two boats")]
    calls = stack.simulator_stats()["requests"]
    assert [call["status"] for call in calls] == [200] * 5
    # Each turn brings all pictures before it, thoughts too: 2 an answer.
    assert [call["images_in"] for call in calls] == [0, 2, 4, 4, 4]
    assert all(each["answers"][0]["status"] == "complete" for each in branches)
    assert {each["note"] for each in answers} == {""}
