from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from gallery.models import Image
from sessions_app.models import Memory
from tests.factories.memories import MemoryFactory
from tests.integration.api.client import ApiClient, pointers, problem

BODY = {"content": "Lime white, sea slate", "type": "style", "tags": ["Brand"], "importance": 70}


@pytest.fixture
def made(client_of_owner: ApiClient) -> Any:
    answer = client_of_owner.post("/memories", BODY)
    assert answer.status_code == 201
    return answer.json()


def test_post_answers_the_memory(made: Any) -> None:
    assert (made["title"], made["tags"]) == ("Lime white, sea slate", ["brand"])
    assert (made["status"], made["source"]) == ("fresh", "manual")
    assert (made["importance"], made["effective_importance"]) == (70, 70)


def test_put_replaces_the_whole(client_of_owner: ApiClient, made: Any) -> None:
    body = {"content": "Sea slate", "title": "Slate", "status": "archived"}
    said = client_of_owner.put(f"/memories/{made['id']}", body).json()
    assert (said["title"], said["tags"], said["importance"]) == ("Slate", [], None)
    assert said["status"] == "archived"
    assert client_of_owner.get(f"/memories/{made['id']}").json() == said


def test_same_words_are_a_conflict(client_of_owner: ApiClient, made: Any) -> None:
    assert problem(client_of_owner.post("/memories", BODY)) == (409, "conflict")


def test_list_is_filtered_and_paged(client_of_owner: ApiClient, owner: User, made: Any) -> None:
    MemoryFactory.create_batch(3, owner=owner)
    page = client_of_owner.get("/memories?limit=2").json()
    following = client_of_owner.get(page["next"].partition("/api")[2]).json()
    assert [len(page["items"]), len(following["items"])] == [2, 2]
    found = client_of_owner.get("/memories?q=slate&type=style&tag=brand&status=fresh").json()
    assert [each["id"] for each in found["items"]] == [made["id"]]


def test_deleted_memory_is_gone(client_of_owner: ApiClient, made: Any) -> None:
    assert client_of_owner.delete(f"/memories/{made['id']}").status_code == 204
    assert problem(client_of_owner.get(f"/memories/{made['id']}")) == (404, "not_found")


def test_stranger_sees_nothing_of_it(client_of_stranger: ApiClient, made: Any) -> None:
    path = f"/memories/{made['id']}"
    assert problem(client_of_stranger.get(path)) == (404, "not_found")
    assert problem(client_of_stranger.put(path, BODY)) == (404, "not_found")
    assert problem(client_of_stranger.delete(path)) == (404, "not_found")
    assert client_of_stranger.get("/memories").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"content": "  "}, "/content"),
        ({"type": "rumour"}, "/type"),
        ({"importance": 101}, "/importance"),
        ({"tags": ["t"] * 21}, "/tags"),
        ({"image_id": 999}, "/image_id"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    client_of_owner: ApiClient, change: dict[str, Any], pointer: str
) -> None:
    assert pointers(client_of_owner.post("/memories", BODY | change)) == [pointer]
    assert not Memory.objects.exists()


def test_picture_is_kept_by_its_id(client_of_owner: ApiClient, picture: Image) -> None:
    said = client_of_owner.post("/memories", BODY | {"image_id": picture.pk}).json()
    assert said["image_id"] == picture.pk
