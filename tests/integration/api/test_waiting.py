"""`Prefer: wait`, with every process in place."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.request import Request, urlopen

import pytest

from studio.api.waiting import wait_s
from tests.stack import Stack

LATENCY_S = 2.0


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("wait=10", 10),
        ("respond-async, wait=10", 10),
        ('WAIT = "7"; foo', 7),
        ("wait=999", 120),
        ("wait=0", 0),
        ("wait=-1", 0),
        ("wait=ten", 0),
        ("await=10", 0),
        (None, 0),
    ],
)
def test_preference_is_read_as_http_writes_it(prefer: str | None, seconds: int) -> None:
    assert wait_s(prefer) == seconds


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack(latency_s=LATENCY_S) as stack:
        yield stack


@pytest.fixture(scope="module")
def token(stack: Stack) -> str:
    return stack.manage("create_api_token", "ada").strip()


def ask(stack: Stack, token: str, prefer: str) -> tuple[int, dict[str, Any], float]:
    """Status, answer and seconds of one POST /api/generate."""
    headers = {"Authorization": f"Bearer {token}", "Prefer": prefer}
    body = json.dumps({"prompt": "a red kettle"}).encode()
    started = time.monotonic()
    with urlopen(Request(f"{stack.url}/api/generate", body, headers), timeout=60) as answer:
        return answer.status, json.load(answer), time.monotonic() - started


@pytest.mark.processes
def test_wait_answers_with_the_finished_picture(stack: Stack, token: str) -> None:
    status, answer, seconds = ask(stack, token, "wait=30")
    assert status == 200
    assert seconds >= LATENCY_S
    bearer = {"Authorization": f"Bearer {token}"}
    with urlopen(Request(answer["image_url"], headers=bearer), timeout=10) as picture:
        assert picture.read(2) == b"\xff\xd8"


@pytest.mark.processes
def test_wait_that_is_up_answers_with_the_state(stack: Stack, token: str) -> None:
    status, answer, seconds = ask(stack, token, "wait=1")
    assert status == 202
    assert 1 <= seconds < LATENCY_S
    assert answer["generations"][0]["status"] in {"pending", "generating"}


@pytest.mark.processes
def test_those_who_wait_hold_up_nobody(stack: Stack, token: str) -> None:
    with ThreadPoolExecutor(24) as pool:
        waiting = [pool.submit(ask, stack, token, "wait=60") for _ in range(24)]
        time.sleep(1)
        _, _, seconds = ask(stack, token, "respond-async")
        statuses = {each.result()[0] for each in waiting}
    assert seconds < 2
    assert statuses == {200}
