from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.sketches import SketchStyleFactory
from tests.integration.api.client import ApiClient, pointers, problem

PROMPT = {"style_sentence": "A crayon sketch.", "technique_sentence": "Waxy line on white."}
BODY = {"name": "House Crayon", "line": {"contour": "broken"}, "prompt": PROMPT}


@pytest.fixture
def made(client_of_owner: ApiClient) -> Any:
    answer = client_of_owner.post("/styles", BODY)
    assert answer.status_code == 201
    return answer.json()


def test_built_in_style_is_answered_as_its_record(client_of_owner: ApiClient) -> None:
    style = client_of_owner.get("/styles/vintage-mascot").json()
    assert (style["version"], style["built_in"]) == (1, True)
    assert style["references"]["exemplar"] == "golf-ball-runner"
    assert style["verify"]["stroke_rel_min"] == 0.016


def test_post_makes_the_key_from_the_name(made: Any) -> None:
    assert (made["id"], made["version"], made["built_in"]) == ("house-crayon", 1, False)
    assert (made["line"]["contour"], made["line"]["variation"]) == ("broken", "uniform")


def test_list_holds_built_in_and_own(client_of_owner: ApiClient, made: Any) -> None:
    keys = [each["id"] for each in client_of_owner.get("/styles").json()["items"]]
    assert len(keys) == 7
    assert {"house-crayon", "ink-brush"} <= set(keys)


def test_answer_can_be_sent_back_with_a_change(client_of_owner: ApiClient, made: Any) -> None:
    outside = {"number", "version", "built_in", "created_at", "changed_at"}
    body = {name: value for name, value in made.items() if name not in outside}
    body["references"]["include"] = ["bear-growl", "lion-mane"]
    answer = client_of_owner.put("/styles/house-crayon", body)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert client_of_owner.get(f"/styles/{made['number']}").json() == answer.json()


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"line": {"contour": "wobbly"}}, "/line/contour"),
        ({"line": {"colour": "red"}}, "/line/colour"),
        ({"exaggeration": {"default": 0.9, "range": [0.1, 0.5]}}, "/exaggeration/default"),
        ({"prompt": {}}, "/prompt/style_sentence"),
        ({"references": {"include": ["yeti"]}}, "/references/include"),
        ({"id": "ink-brush"}, "/id"),
        ({"owner": 3}, "/owner"),
    ],
)
def test_fault_is_pointed_at(
    client_of_owner: ApiClient, changed: dict[str, Any], pointer: str
) -> None:
    answer = client_of_owner.post("/styles", BODY | changed)
    assert answer.status_code == 422
    assert pointer in pointers(answer)


def test_built_in_style_is_copied_and_never_changed(client_of_owner: ApiClient) -> None:
    assert problem(client_of_owner.put("/styles/ink-brush", BODY)) == (404, "not_found")
    assert problem(client_of_owner.delete("/styles/ink-brush")) == (404, "not_found")
    copy = client_of_owner.post("/styles/ink-brush/copy").json()
    assert (copy["id"], copy["built_in"]) == ("ink-brush-2", False)


def test_deleted_style_is_gone(client_of_owner: ApiClient, made: Any) -> None:
    assert client_of_owner.delete("/styles/house-crayon").status_code == 204
    assert problem(client_of_owner.get("/styles/house-crayon")) == (404, "not_found")


def test_stranger_sees_nothing_of_it(client_of_stranger: ApiClient, made: Any) -> None:
    assert problem(client_of_stranger.get("/styles/house-crayon")) == (404, "not_found")
    assert problem(client_of_stranger.get(f"/styles/{made['number']}")) == (404, "not_found")
    assert problem(client_of_stranger.put("/styles/house-crayon", BODY)) == (404, "not_found")


def test_twice_the_rows_cost_the_same_queries(client_of_owner: ApiClient, owner: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client_of_owner.get("/styles?limit=50")
        return len(captured)

    SketchStyleFactory.create(owner=owner, include=("bear-growl",))
    queries()  # the first use of a token is written down
    before = queries()
    SketchStyleFactory.create_batch(3, owner=owner, include=("bear-growl", "lion-mane"))
    assert queries() == before
