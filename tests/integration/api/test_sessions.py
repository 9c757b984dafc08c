from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from gallery.models import Image
from sessions_app import filing
from sessions_app.models import WorkSession
from tests.factories.conversations import an_exchange
from tests.factories.gallery import ImageFactory
from tests.factories.sessions import WorkSessionFactory
from tests.integration.api.client import ApiClient, pointers, problem


@pytest.fixture
def made(client_of_owner: ApiClient) -> Any:
    body = {"name": " Kelda House ", "defaults": {"model": "pro", "aspect_ratio": "16:9"}}
    answer = client_of_owner.post("/sessions", body)
    assert answer.status_code == 201
    return answer.json()


@pytest.fixture
def filed(owner: User, made: Any) -> Image:
    """A picture in the session."""
    image = ImageFactory.create(owner=owner)
    filing.file([image.pk], WorkSession.objects.get(pk=made["id"]))
    return image


def test_post_answers_the_session(made: Any) -> None:
    assert (made["name"], made["archived"], made["image_count"]) == ("Kelda House", False, 0)
    assert made["defaults"] == {"model": "pro", "aspect_ratio": "16:9"}


def test_put_replaces_the_whole(client_of_owner: ApiClient, made: Any) -> None:
    said = client_of_owner.put(f"/sessions/{made['id']}", {"name": "North", "archived": True})
    assert (said.json()["name"], said.json()["defaults"]) == ("North", {})
    assert client_of_owner.get("/sessions").json()["items"] == []
    assert len(client_of_owner.get("/sessions?archived=true&q=nor").json()["items"]) == 1


def test_pictures_are_counted(client_of_owner: ApiClient, made: Any, filed: Image) -> None:
    assert client_of_owner.get(f"/sessions/{made['id']}").json()["image_count"] == 1
    filed.trash()
    assert client_of_owner.get(f"/sessions/{made['id']}").json()["image_count"] == 0


def test_delete_puts_the_pictures_into_the_trash(
    client_of_owner: ApiClient, made: Any, filed: Image
) -> None:
    assert client_of_owner.delete(f"/sessions/{made['id']}").status_code == 204
    filed.refresh_from_db()
    assert filed.trashed_at
    assert problem(client_of_owner.get(f"/sessions/{made['id']}")) == (404, "not_found")


def test_delete_can_keep_the_pictures(client_of_owner: ApiClient, made: Any, filed: Image) -> None:
    client_of_owner.delete(f"/sessions/{made['id']}?images=keep")
    filed.refresh_from_db()
    assert filed.trashed_at is None


def test_stranger_sees_nothing_of_it(client_of_stranger: ApiClient, made: Any) -> None:
    path = f"/sessions/{made['id']}"
    assert problem(client_of_stranger.get(path)) == (404, "not_found")
    assert problem(client_of_stranger.put(path, {"name": "x"})) == (404, "not_found")
    assert problem(client_of_stranger.delete(path)) == (404, "not_found")


def test_name_is_wanted(client_of_owner: ApiClient) -> None:
    assert pointers(client_of_owner.post("/sessions", {"name": " "})) == ["/name"]
    assert pointers(client_of_owner.post("/sessions", {"name": "a", "colour": 1})) == ["/colour"]


def test_list_is_paged(client_of_owner: ApiClient, owner: User) -> None:
    WorkSessionFactory.create_batch(3, owner=owner)
    page = client_of_owner.get("/sessions?limit=2").json()
    following = client_of_owner.get(page["next"].partition("/api")[2]).json()
    assert (len(page["items"]), len(following["items"])) == (2, 1)


@pytest.mark.usefixtures("simulator")
def test_session_decides_what_a_request_leaves_out(client_of_owner: ApiClient, made: Any) -> None:
    body = {"prompt": "a white house", "session_id": made["id"]}
    said = client_of_owner.post("/generate", body).json()["generations"][0]
    assert said["session_id"] == made["id"]
    assert said["requested"]["aspect_ratio"] == "16:9"
    own = client_of_owner.post("/generate", body | {"aspect_ratio": "1:1"}).json()
    assert own["generations"][0]["requested"]["aspect_ratio"] == "1:1"


def test_put_shows_another_branch(client_of_owner: ApiClient, owner: User, made: Any) -> None:
    session = WorkSession.objects.get(pk=made["id"])
    first = an_exchange(session, "a house")
    leaf = an_exchange(session, "warmer", parent=first)
    other = an_exchange(session, "colder", parent=first)
    path = f"/sessions/{made['id']}"
    assert client_of_owner.get(path).json()["current_message_id"] == other.pk
    wish = {"name": "Kelda House", "current_message_id": leaf.parent_id}
    assert client_of_owner.put(path, wish).json()["current_message_id"] == leaf.pk
    said = client_of_owner.put(path, {"name": "Kelda House"}).json()
    assert said["current_message_id"] == leaf.pk


def test_branch_of_another_session_cannot_be_shown(
    client_of_owner: ApiClient, owner: User, made: Any
) -> None:
    elsewhere = an_exchange(WorkSessionFactory.create(owner=owner), "a house")
    wish = {"name": "North", "current_message_id": elsewhere.pk}
    for answer in (
        client_of_owner.put(f"/sessions/{made['id']}", wish),
        client_of_owner.post("/sessions", wish),
    ):
        assert pointers(answer) == ["/current_message_id"]


def test_session_says_whether_it_stays(client_of_owner: ApiClient, owner: User) -> None:
    client_of_owner.put("/settings", {"auto_save_conversations": False})
    made = client_of_owner.post("/sessions", {"name": "A try"}).json()
    assert (made["saved"], made["goes_at"] is None) == (False, False)
    path = f"/sessions/{made['id']}"
    assert not client_of_owner.put(path, {"name": "A try"}).json()["saved"]
    assert client_of_owner.put(path, {"name": "A try", "archived": True}).json()["saved"]
