"""A run of sketches as a program sees it come: its event stream, cut and taken up again."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.stack import Stack

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

LATENCY_S = 2
FIRST_WITHIN_S, ENDS_WITHIN_S = 3.0, 4.0  # of the click
BUSY = 1.5 * (os.cpu_count() or 1)  # a machine that does much else tells nothing about time
BODY = {"concept": "A golf ball running", "style": "vintage-mascot", "num_images": 6}


class Api:
    def __init__(self, stack: Stack) -> None:
        self.address = urlsplit(stack.url).netloc
        self.token = stack.manage("create_api_token", "ada").strip().splitlines()[-1]

    @contextmanager
    def open(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> Iterator[HTTPResponse]:
        told = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = json.dumps(body) if body is not None else None
        with closing(HTTPConnection(self.address, timeout=60)) as connection:
            connection.request(method, path, data, told | headers)
            with connection.getresponse() as answer:
                yield answer

    def post(self, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        with self.open("POST", "/api/sketches", body, **headers) as answer:
            return answer.status, json.load(answer)

    def events(self, path: str, after: str = "") -> Iterator[Event]:
        """Each as it comes, until the stream ends."""
        headers = {"Last-Event-ID": after} if after else {}
        said: dict[str, str] = {}
        with self.open("GET", path, **headers) as stream:
            for line in stream:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "data":
                    yield Event(time.monotonic(), said["id"], said["event"], json.loads(value))
                said[name] = value


class Event(NamedTuple):
    at: float
    id: str
    kind: str
    data: dict[str, Any]


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with Stack(latency_s=LATENCY_S, plain=True) as stack:
        yield Api(stack)


def test_waiting_answers_with_the_finished_run(api: Api) -> None:
    status, told = api.post(BODY | {"num_images": 3}, Prefer="wait=120")
    assert (status, told["status"]) == (200, "complete")
    assert all(each["verdict"].startswith("does not meet") for each in told["images"])  # a photo


def test_cut_stream_goes_on_and_the_run_comes_in_time(api: Api) -> None:
    clicked = time.monotonic()
    _, run = api.post(BODY)
    path = f"/api/sketches/{run['run_id']}/events"
    came = list(api.events(path))
    kinds = [each.kind for each in came]
    assert (kinds[:2], kinds.count("image"), kinds[-1]) == (["progress"] * 2, 6, "complete")
    # Broken in the middle: what follows the fourth event, each once.
    again = list(api.events(path, after=came[3].id))
    assert [each.id for each in again] == [each.id for each in came[4:]]
    first_s, end_s = came[kinds.index("image")].at - clicked, came[-1].at - clicked
    if os.getloadavg()[0] > BUSY:
        pytest.skip(f"too busy to measure: first {first_s:.1f} s, end {end_s:.1f} s")
    assert first_s <= FIRST_WITHIN_S and end_s <= ENDS_WITHIN_S, (first_s, end_s)
