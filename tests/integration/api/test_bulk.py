"""Many pictures in one request of the API."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User

from gallery.models import Image
from sessions_app.models import SessionImage
from tests.factories.gallery import ImageFactory, stored_image
from tests.factories.sessions import WorkSessionFactory
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = pytest.mark.django_db

BULK, DOWNLOAD = "/images/bulk", "/images/download"


def shown(user: User) -> set[int]:
    return set(Image.objects.visible_to(user).values_list("pk", flat=True))


def test_ids_go_to_the_trash(client_of_owner: ApiClient, owner: User) -> None:
    first, second, third = ImageFactory.create_batch(3, owner=owner)
    answer = client_of_owner.delete(BULK, {"ids": [first.pk, second.pk, first.pk]})
    assert answer.json() == {"deleted": 2}
    assert shown(owner) == {third.pk}


def test_again_is_no_fault_and_counts_nothing(client_of_owner: ApiClient, owner: User) -> None:
    image = ImageFactory.create(owner=owner)
    client_of_owner.delete(BULK, {"ids": [image.pk]})
    assert client_of_owner.delete(BULK, {"ids": [image.pk]}).json() == {"deleted": 0}


def test_one_id_of_another_person_stops_all_of_it(
    client_of_owner: ApiClient, owner: User, stranger: User
) -> None:
    mine, theirs = ImageFactory.create(owner=owner), ImageFactory.create(owner=stranger)
    answer = client_of_owner.delete(BULK, {"ids": [mine.pk, theirs.pk, 999_999]})
    assert problem(answer) == (422, "invalid_request")
    assert pointers(answer) == ["/ids/1", "/ids/2"]
    assert shown(owner) == {mine.pk}
    assert shown(stranger) == {theirs.pk}


@pytest.mark.parametrize(
    "wanted",
    [
        {"tier": "pro"},
        {"starred": True},
        {"tag": "sea"},
        {"source": "uploaded"},
        {"q": "kettle"},
        {"start_date": "2026-02-01", "end_date": "2026-02-01"},
        {"model": "m-2", "aspect_ratio": "16:9", "resolution": "2K", "has_edits": True},
    ],
)
def test_filter_chooses_what_the_list_would(
    client_of_owner: ApiClient, owner: User, wanted: dict[str, Any]
) -> None:
    kept = ImageFactory.create(owner=owner, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    image = ImageFactory.create(
        owner=owner,
        tier="pro",
        starred=True,
        source="uploaded",
        prompt="a red kettle",
        created_at=datetime(2026, 2, 1, 12, tzinfo=UTC),
        model="m-2",
        aspect_ratio="16:9",
        resolution="2K",
        edit_count=1,
    )
    image.tags.add("sea")
    assert client_of_owner.delete(BULK, {"filter": wanted}).json() == {"deleted": 1}
    assert shown(owner) == {kept.pk}


def test_session_is_a_filter(client_of_owner: ApiClient, owner: User) -> None:
    filed, other = ImageFactory.create_batch(2, owner=owner)
    session = WorkSessionFactory.create(owner=owner)
    SessionImage.objects.create(work_session=session, image=filed)
    wanted = {"filter": {"session_id": session.pk}}
    assert client_of_owner.delete(BULK, wanted).json() == {"deleted": 1}
    assert shown(owner) == {other.pk}


def test_another_persons_session_deletes_nothing(
    client_of_owner: ApiClient, owner: User, stranger: User
) -> None:
    image = ImageFactory.create(owner=owner)
    theirs = WorkSessionFactory.create(owner=stranger)
    answer = client_of_owner.delete(BULK, {"filter": {"session_id": theirs.pk}})
    assert pointers(answer) == ["/filter/session_id"]
    assert shown(owner) == {image.pk}


def test_empty_filter_is_all_of_ones_own(
    client_of_owner: ApiClient, owner: User, stranger: User
) -> None:
    ImageFactory.create_batch(2, owner=owner)
    theirs = ImageFactory.create(owner=stranger)
    assert client_of_owner.delete(BULK, {"filter": {}}).json() == {"deleted": 2}
    assert shown(stranger) == {theirs.pk}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": []},
        {"ids": ["1"]},
        {"ids": [0]},
        {"ids": list(range(1, 10_002))},
        {"ids": [1], "filter": {}},
        {"filter": {"colour": "red"}},
        {"filter": {"tier": "huge"}},
        {"filter": {"start_date": "yesterday"}},
        {"filter": {"start_date": "2026-02-02", "end_date": "2026-02-01"}},
        {"filter": {"resolution": "9K"}},
        {"filter": {"aspect_ratio": "5:9"}},
    ],
)
def test_body_that_cannot_be_used_deletes_nothing(
    client_of_owner: ApiClient, owner: User, body: dict[str, Any]
) -> None:
    image = ImageFactory.create(owner=owner)
    answer = client_of_owner.delete(BULK, body)
    assert answer.status_code == 422
    assert pointers(answer)
    assert shown(owner) == {image.pk}


def test_nobody_deletes_nothing(client_of_nobody: ApiClient) -> None:
    assert client_of_nobody.delete(BULK, {"ids": [1]}).status_code == 401


@pytest.mark.django_db(transaction=True)  # a ZIP lets go of its connection between portions
def test_download_is_a_zip_of_the_chosen(client_of_owner: ApiClient, owner: User) -> None:
    image, lost = stored_image(owner, prompt="sea"), ImageFactory.create(owner=owner, prompt="lost")
    stored_image(owner, prompt="not chosen")
    answer = client_of_owner.post(DOWNLOAD, {"ids": [image.pk, lost.pk]})
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.getvalue())) as packed:
        told = json.loads(packed.read("manifest.json"))["images"]
        assert len(packed.namelist()) == 2
    assert {each["id"]: bool(each["file"]) for each in told} == {image.pk: True, lost.pk: False}


def test_download_of_another_persons_picture_is_refused(
    client_of_stranger: ApiClient, owner: User
) -> None:
    image = stored_image(owner)
    answer = client_of_stranger.post(DOWNLOAD, {"ids": [image.pk]})
    assert pointers(answer) == ["/ids/0"]
