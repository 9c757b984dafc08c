from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from studio.models import PromptTemplate
from tests.integration.api.client import ApiClient, pointers, problem

BODY = {
    "name": "Plinth",
    "text": "{product} on a {colour} plinth",
    "category": "product",
    "fields": [{"name": "product", "label": "Product", "default": "A bottle"}],
    "aspect_ratio": "4:5",
}


@pytest.fixture
def made(client_of_owner: ApiClient) -> Any:
    answer = client_of_owner.post("/templates", BODY)
    assert answer.status_code == 201
    return answer.json()


def test_post_answers_the_template_with_every_field(made: Any) -> None:
    assert made["name"] == "Plinth"
    assert [each["name"] for each in made["fields"]] == ["product", "colour"]
    assert made["fields"][1]["label"] == "Colour"
    assert (made["editable"], made["shared"], made["notes"]) == (True, False, [])


def test_list_holds_ones_own_first_and_everyones(client_of_owner: ApiClient, made: Any) -> None:
    page = client_of_owner.get("/templates?limit=5").json()
    assert page["items"][0]["id"] == made["id"]
    assert page["items"][1]["shared"]
    following = client_of_owner.get(page["next"].partition("/api")[2]).json()
    assert {each["id"] for each in following["items"]}.isdisjoint(
        each["id"] for each in page["items"]
    )


def test_put_replaces_the_whole(client_of_owner: ApiClient, made: Any) -> None:
    answer = client_of_owner.put(f"/templates/{made['id']}", {"name": "New", "text": "a {thing}"})
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["aspect_ratio"]) == ("New", "")
    assert client_of_owner.get(f"/templates/{made['id']}").json() == answer.json()


def test_deleted_template_is_gone(client_of_owner: ApiClient, made: Any) -> None:
    assert client_of_owner.delete(f"/templates/{made['id']}").status_code == 204
    assert problem(client_of_owner.get(f"/templates/{made['id']}")) == (404, "not_found")
    assert problem(client_of_owner.delete(f"/templates/{made['id']}")) == (404, "not_found")


def test_stranger_sees_nothing_of_it(client_of_stranger: ApiClient, made: Any) -> None:
    path = f"/templates/{made['id']}"
    assert problem(client_of_stranger.get(path)) == (404, "not_found")
    assert problem(client_of_stranger.put(path, BODY)) == (404, "not_found")
    assert problem(client_of_stranger.delete(path)) == (404, "not_found")


def test_nobody_is_told_to_sign_in(client_of_nobody: ApiClient) -> None:
    assert problem(client_of_nobody.get("/templates")) == (401, "unauthenticated")


def test_everyones_template_can_be_read_but_not_changed(client_of_owner: ApiClient) -> None:
    shared = PromptTemplate.objects.filter(owner=None)[0]
    answer = client_of_owner.get(f"/templates/{shared.pk}")
    assert not answer.json()["editable"]
    assert problem(client_of_owner.put(f"/templates/{shared.pk}", BODY)) == (404, "not_found")


def test_only_staff_share(client_of_owner: ApiClient, owner: User) -> None:
    body = BODY | {"shared": True}
    assert problem(client_of_owner.post("/templates", body)) == (403, "forbidden")
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    assert client_of_owner.post("/templates", body).json()["shared"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"text": "   ", "fields": []}, "/text"),
        ({"category": "poster"}, "/category"),
        ({"aspect_ratio": "wide"}, "/aspect_ratio"),
        ({"fields": [{"name": "side"}]}, "/fields"),
        ({"fields": [{"name": "product", "colour": "red"}]}, "/fields/0/colour"),
        ({"owner": 1}, "/owner"),
    ],
)
def test_bad_template_is_told_with_its_place(
    client_of_owner: ApiClient, changed: dict[str, Any], pointer: str
) -> None:
    assert pointers(client_of_owner.post("/templates", BODY | changed)) == [pointer]


def test_template_of_a_gone_model_says_what_draws_instead(client_of_owner: ApiClient) -> None:
    body = BODY | {"model": "gemini-2.5-flash-image"}
    [note] = client_of_owner.post("/templates", body).json()["notes"]
    assert "has been switched off" in note
