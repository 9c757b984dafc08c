"""A person's own key through every process of Musa, then looked for wherever it must not be."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.fernet import Fernet
from redis import Redis
from redis.exceptions import RedisError

from studio.simulator.keys import label
from studio.simulator.process import Simulator, running
from tests.stack import PASSWORD, Stack

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

SECRET = "AIzaSy-a-key-of-the-tests-3kQe"
REFUSED = "AIzaSy-an-invalid-key-of-the-tests"
ADMIN_PAGES = ("ownkey", "providerkey", "generation", "batch", "ledgerentry")


@pytest.fixture(scope="module")
def google() -> Iterator[Simulator]:
    """A second simulator in the provider's place: it gets the calls that have a key."""
    with running(plain=True) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def stack(google: Simulator) -> Iterator[Stack]:
    keys = ",".join(Fernet.generate_key().decode() for _ in range(2))
    env = {"GEMINI_BASE_URL": google.url, "ENCRYPTION_KEYS": keys}
    with Stack(plain=True, env=env) as running_stack:
        yield running_stack


class Traffic:
    """Every command that the queue server gets, as its own MONITOR tells it."""

    def __init__(self, stack: Stack) -> None:
        self.lines: list[str] = []
        self._queue = Redis(unix_socket_path=str(stack.folder / "queue.sock"))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        try:
            with self._queue.monitor() as monitor:  # type: ignore[no-untyped-call]
                self.lines.extend(str(command) for command in monitor.listen())
        except (RedisError, OSError):
            return  # the queue server ended

    def __contains__(self, words: str) -> bool:
        return any(words in line for line in self.lines)


@pytest.fixture(scope="module")
def traffic(stack: Stack) -> Traffic:
    return Traffic(stack)


@pytest.fixture(scope="module")
def answers(stack: Stack, google: Simulator, traffic: Traffic) -> list[str]:
    """All that the web process says while a key comes in, is refused, draws and is looked at."""
    said = [*_bring_the_key(stack)]
    stack.manage("generate", "a red chair", "--user", "ada", "--count", "2", "--wait")
    return [*said, *_look_as_staff(stack)]


def _bring_the_key(stack: Stack) -> Iterator[str]:
    token = stack.manage("create_api_token", "ada").split()[-1]
    bodies: list[Any] = [
        {"api_key": SECRET},
        {"api_key": REFUSED},
        {"api_key": [SECRET]},
        {"api_key": SECRET * 10},
        {"key": SECRET},
    ]
    with httpx2.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}) as client:
        for body in bodies:
            yield client.post("/api/settings/api-key", json=body, timeout=60).text
        yield client.post("/api/settings/api-key", content=f'{{"api_key": "{SECRET}"').text
        yield client.get("/api/settings").text
        yield client.get("/api/status").text


def _look_as_staff(stack: Stack) -> Iterator[str]:
    make = f"User.objects.create_superuser('root', password='{PASSWORD}')"
    stack.manage("shell", "-c", f"from django.contrib.auth.models import User; {make}")
    with httpx2.Client(base_url=stack.url, follow_redirects=True, timeout=60) as client:
        _sign_in(client)
        for name in ADMIN_PAGES:
            page = client.get(f"/admin/studio/{name}/")
            yield page.text
            for row in re.findall(rf'href="(/admin/studio/{name}/\d+/change/)', page.text):
                yield client.get(row).text
        yield client.get("/settings/").text


def _sign_in(client: httpx2.Client) -> None:
    page = client.get("/accounts/login/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": "root", "password": PASSWORD}
    answer = client.post("/accounts/login/", data=form, headers={"Referer": str(client.base_url)})
    assert answer.status_code == 200


def test_key_draws(stack: Stack, google: Simulator, answers: list[str]) -> None:
    assert '"last_four": "3kQe"' in answers[0]
    drawn = [call for call in google.requests if label(SECRET) in str(call)]
    assert len(drawn) == 2
    statuses = stack.rows("SELECT status, count(*) FROM studio_generation GROUP BY 1")
    assert statuses == [("complete", 2)]


def test_no_answer_holds_the_key(answers: list[str]) -> None:
    assert len(answers) > 15
    assert any("3kQe" in answer for answer in answers)
    assert [answer for answer in answers if SECRET in answer or REFUSED in answer] == []


def test_no_file_holds_the_key(stack: Stack, answers: list[str]) -> None:
    """Database with its journal, logs of all processes, pictures, beat's schedule."""
    files = [path for path in stack.folder.rglob("*") if path.is_file()]
    assert {"db.sqlite3", "web.log", "worker-1.log", "beat.log"} <= {path.name for path in files}
    assert any(_holds(path, "3kQe") for path in files)  # so the search does find things
    assert [path.name for path in files if _holds(path, SECRET, REFUSED)] == []


def _holds(path: Path, *words: str) -> bool:
    content = path.read_bytes()
    return any(word.encode() in content for word in words)


def test_no_message_holds_the_key(traffic: Traffic, answers: list[str]) -> None:
    assert "studio.work" in traffic
    assert SECRET not in traffic
    assert REFUSED not in traffic


def test_rotation_runs_beside_the_work(stack: Stack, answers: list[str]) -> None:
    before = stack.rows("SELECT secret FROM studio_ownkey")
    assert "1 re-encrypted" in stack.manage("rotate_encryption_keys")
    assert stack.rows("SELECT secret FROM studio_ownkey") != before
    stack.manage("generate", "a blue chair", "--user", "ada", "--wait")
    assert stack.rows("SELECT count(*) FROM studio_generation WHERE status = 'complete'") == [(3,)]
