from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery import embedding, versions
from gallery.models import Image
from tests.factories.gallery import stored_image
from tests.integration.api.client import ApiClient, pointers

pytestmark = pytest.mark.django_db


def edit(parent: Image, words: str = "warmer") -> Image:
    child = stored_image(parent.owner, prompt=words)
    versions.add(child, parent=parent, words=words, details={"mode": "free"})
    return child


@pytest.fixture
def root(owner: User) -> Image:
    return stored_image(owner, prompt="A house", model="m-1", aspect_ratio="1:1")


def test_picture_names_what_it_was_made_from(client_of_owner: ApiClient, root: Image) -> None:
    second = edit(root)
    assert client_of_owner.get(f"/images/{second.pk}").json()["parent_id"] == root.pk
    assert client_of_owner.get(f"/images/{root.pk}").json()["parent_id"] is None
    listed = client_of_owner.get("/images").json()["items"]
    assert {item["id"]: item["parent_id"] for item in listed} == {second.pk: root.pk, root.pk: None}


def test_tree_is_the_same_from_every_picture(client_of_owner: ApiClient, root: Image) -> None:
    second = edit(root, "golden hour")
    third = edit(second)
    tree = client_of_owner.get(f"/images/{third.pk}/versions").json()
    assert tree == client_of_owner.get(f"/images/{root.pk}/versions").json()
    told = [(each["image_id"], each["number"], each["parent_number"]) for each in tree["versions"]]
    assert told == [(root.pk, 1, None), (second.pk, 2, 1), (third.pk, 3, 2)]
    assert tree["versions"][1]["words"] == "golden hour"
    assert tree["versions"][1]["details"] == {"mode": "free"}
    assert tree["versions"][2]["image"]["parent_id"] == second.pk


def test_trashed_version_keeps_its_place(client_of_owner: ApiClient, root: Image) -> None:
    second = edit(root)
    third = edit(second)
    second.trash()
    middle = client_of_owner.get(f"/images/{third.pk}/versions").json()["versions"][1]
    assert (middle["deleted"], middle["image_id"], middle["image"]) == (True, second.pk, None)


def test_version_that_is_gone_for_good_keeps_its_number(
    client_of_owner: ApiClient, root: Image
) -> None:
    second = edit(root)
    third = edit(second)
    second.delete()
    middle, last = client_of_owner.get(f"/images/{third.pk}/versions").json()["versions"][1:]
    assert (middle["image_id"], middle["number"]) == (None, 2)
    assert last["parent_number"] == 2


def test_twice_the_versions_cost_the_same_queries(client_of_owner: ApiClient, root: Image) -> None:
    newest = edit(root)
    path = f"/images/{root.pk}/versions"
    client_of_owner.get(path)
    with CaptureQueriesContext(connection) as few:
        client_of_owner.get(path)
    edit(edit(newest))
    with CaptureQueriesContext(connection) as many:
        client_of_owner.get(path)
    assert len(many) == len(few)


def test_strangers_tree_is_not_there(client_of_stranger: ApiClient, root: Image) -> None:
    assert client_of_stranger.get(f"/images/{root.pk}/versions").status_code == 404


def test_metadata_goes_into_the_file_when_asked_for(
    client_of_owner: ApiClient, root: Image
) -> None:
    path = f"/images/{root.pk}/download?format=webp"
    recipe = embedding.read(client_of_owner.get(f"{path}&metadata=true").content)
    assert recipe is not None
    assert (recipe.prompt, recipe.settings["aspect_ratio"]) == ("A house", "1:1")
    assert embedding.read(client_of_owner.get(path).content) is None


def test_metadata_of_an_original_is_refused(client_of_owner: ApiClient, root: Image) -> None:
    answer = client_of_owner.get(f"/images/{root.pk}/download?metadata=true")
    assert pointers(answer) == ["/metadata"]
