from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from gallery.models import Image
from studio import tasks
from studio.models import Batch, Generation
from tests import images
from tests.factories.gallery import stored_image
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]

MARKED = {"x": 0.4, "y": 0.4, "width": 0.2, "height": 0.25}


@pytest.fixture
def picture(owner: User) -> Image:
    return stored_image(owner, images.encoded(images.textured(600, 448), "PNG"))


def test_edit_answers_a_pending_generation_at_once(
    client_of_owner: ApiClient, picture: Image
) -> None:
    answer = client_of_owner.post("/edit", {"image_id": picture.pk, "prompt": "warmer"})
    assert answer.status_code == 202
    found = answer.json()["generations"][0]
    assert (found["status"], found["kind"]) == ("pending", "edit")
    assert found["requested"]["edit"]["image_id"] == picture.pk


def test_finished_edit_names_the_new_picture(client_of_owner: ApiClient, picture: Image) -> None:
    body = {"image_id": picture.pk, "prompt": "a red ball", "mode": "region", "region": MARKED}
    client_of_owner.post("/edit", body, Idempotency_Key="a")
    tasks.work()
    answer = client_of_owner.post("/edit", body, Idempotency_Key="a")
    assert answer.status_code == 200
    child = Image.objects.get(pk=answer.json()["new_image_id"])
    assert child.version.parent == picture
    assert answer.json()["image_url"].endswith(child.url)
    metadata = answer.json()["metadata"]
    assert (metadata["width"], metadata["height"]) == (600, 448)
    assert metadata["version"]["drift"]["registered"] is True


def test_same_key_and_body_is_one_edit(client_of_owner: ApiClient, picture: Image) -> None:
    body = {"image_id": picture.pk, "prompt": "warmer"}
    answers = [client_of_owner.post("/edit", body, Idempotency_Key="k") for _ in range(2)]
    assert Generation.objects.count() == 1
    assert answers[1].headers["Idempotent-Replay"] == "true"
    other = client_of_owner.post("/edit", body | {"prompt": "cooler"}, Idempotency_Key="k")
    assert problem(other) == (422, "idempotency_conflict")


def test_edit_of_a_picture_that_went_to_the_trash_is_answered_again_by_its_key(
    client_of_owner: ApiClient, picture: Image
) -> None:
    body = {"image_id": picture.pk, "prompt": "warmer"}
    client_of_owner.post("/edit", body, Idempotency_Key="k")
    picture.trash()
    assert client_of_owner.post("/edit", body, Idempotency_Key="k").status_code == 202
    assert problem(client_of_owner.post("/edit", body)) == (404, "not_found")


def test_strangers_picture_is_not_there(client_of_stranger: ApiClient, picture: Image) -> None:
    answer = client_of_stranger.post("/edit", {"image_id": picture.pk, "prompt": "warmer"})
    assert problem(answer) == (404, "not_found")
    assert answer.json()["errors"][0]["pointer"] == "/image_id"
    assert not Batch.objects.exists()


def test_regions_make_it_a_region_edit(client_of_owner: ApiClient, picture: Image) -> None:
    marked = [MARKED | {"prompt": "a red ball"}, {"x": 0, "y": 0, "width": 0.1, "height": 0.1,
                                                 "prompt": "blue"}]  # fmt: skip
    answer = client_of_owner.post("/edit", {"image_id": picture.pk, "regions": marked})
    plan = answer.json()["generations"][0]["requested"]["edit"]
    assert plan["mode"] == "region"
    assert [each["prompt"] for each in plan["regions"]] == ["a red ball", "blue"]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"prompt": ""}, "/prompt"),
        ({"prompt": None}, "/prompt"),
        ({"prompt": "x" * 16_001}, "/prompt"),
        ({"mode": "paint"}, "/mode"),
        ({"mode": "region"}, "/regions"),
        ({"region": MARKED | {"x": 1.2}}, "/region/x"),
        ({"region": MARKED | {"x": 0.9}}, "/region"),
        ({"region": MARKED | {"width": 0}}, "/region"),
        ({"region": MARKED | {"prompt": "a"}}, "/region/prompt"),
        ({"regions": []}, "/regions"),
        ({"regions": [MARKED] * 9}, "/regions"),
        ({"regions": [MARKED], "region": MARKED}, ""),
        ({"regions": [MARKED], "mode": "free"}, "/regions"),
        ({"region": MARKED, "aspect_ratio": "1:1"}, "/aspect_ratio"),
        ({"mode": "style", "style": "cubism"}, "/style"),
        ({"style": "oil"}, "/style"),
        ({"mode": "grade", "grade": {"warmth": 101}}, "/grade/warmth"),
        ({"mode": "grade", "grade": {"look": "sunny"}}, "/grade"),
        ({"grade": {"warmth": 10}}, "/grade"),
        ({"mode": "extend"}, "/aspect_ratio"),
        ({"mode": "extend", "aspect_ratio": "7:5"}, "/aspect_ratio"),
        ({"resolution": "9K"}, "/resolution"),
        ({"model": "dall-e"}, "/model"),
        ({"count": 11}, "/count"),
        ({"reference_image_ids": [987_654]}, "/reference_image_ids"),
        ({"reference_image_ids": list(range(1, 15))}, "/reference_image_ids"),
        ({"strength": 2}, "/strength"),
    ],
)
def test_edit_points_at_what_is_wrong(
    client_of_owner: ApiClient, picture: Image, said: dict[str, Any], pointer: str
) -> None:
    answer = client_of_owner.post("/edit", {"image_id": picture.pk, "prompt": "warmer"} | said)
    assert answer.status_code == 422
    assert pointers(answer) == [pointer]
    assert not Batch.objects.exists()
