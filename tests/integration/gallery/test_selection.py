"""Choosing in the gallery and what is done with it, with htmx and as plain forms."""

from __future__ import annotations

import json
import re
import zipfile
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gallery import moments, storage
from gallery.models import Image
from sessions_app.models import SessionImage, WorkSession
from tests.factories.gallery import ImageFactory, images_of, stored_image
from tests.factories.sessions import WorkSessionFactory

GALLERY = "/gallery/"
ALL = "/gallery/selection/all"
STAR = "/gallery/selection/star"
TAG = "/gallery/selection/do/tag"
MOVE = "/gallery/selection/do/session"
DELETE = "/gallery/selection/delete"
RESTORE = "/gallery/selection/restore"
DOWNLOAD = "/gallery/selection/download"

# A ZIP lets go of its connection between portions: no transaction of a test may lie around it.
on_its_own = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}
NOBODY_STARRED: set[int] = set()


def starred(user: User) -> set[int]:
    return set(Image.objects.filter(owner=user, starred=True).values_list("pk", flat=True))


def shown(user: User) -> set[int]:
    return set(Image.objects.visible_to(user).values_list("pk", flat=True))


def all_matching(client: Client, query: str = "") -> dict[str, str]:
    """The fields of the form after "Select all" was pressed."""
    text = client.get(f"{ALL}?{query}").text
    found = dict(re.findall(r'name="(filter|until)"\s+form="selection"\s+value="([^"]*)"', text))
    return {"all": "1", **{name: value.replace("&amp;", "&") for name, value in found.items()}}


def event(response: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(response.headers["HX-Trigger-After-Settle"])
    return told


# --- Which


def test_boxes_of_a_page_without_script_choose(owner: User, owner_client: Client) -> None:
    first, second, _ = ImageFactory.create_batch(3, owner=owner)
    response = owner_client.post(STAR, {"image": [first.pk, second.pk], "starred": "1"})
    assert response.headers["Location"] == "/gallery/?select=1"
    assert starred(owner) == {first.pk, second.pk}


def test_select_page_has_a_box_for_each_tile_in_the_form_of_the_bar(
    owner: User, owner_client: Client
) -> None:
    images_of(owner, 3)
    text = owner_client.get(f"{GALLERY}?select=1").text
    assert len(re.findall(r'name="image"\s+value="\d+"\s+form="selection"', text)) == 3
    assert 'class="stage-col selecting"' in text
    assert "Select all 3" in text


def test_another_persons_picture_is_not_there(
    owner: User, owner_client: Client, stranger: User
) -> None:
    mine, theirs = ImageFactory.create(owner=owner), ImageFactory.create(owner=stranger)
    owner_client.post(STAR, {"images": f"{mine.pk},{theirs.pk}", "starred": "1"})
    assert starred(owner) == {mine.pk}
    assert starred(stranger) == NOBODY_STARRED


def test_only_another_persons_pictures_are_refused(owner_client: Client, stranger: User) -> None:
    theirs = ImageFactory.create(owner=stranger)
    response = owner_client.post(STAR, {"images": theirs.pk, "starred": "1"}, headers=HTMX)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "no longer there" in response.text
    assert starred(stranger) == NOBODY_STARRED


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"images": ""},
        {"images": "1,x"},
        {"images": "0"},
        {"images": "9" * 19},
        {"images": ",".join(map(str, range(1, 10_002)))},
        {"all": "1"},
        {"all": "1", "until": "soon"},
        {"all": "1", "until": "1", "filter": "tier=huge"},
    ],
)
def test_what_is_no_choice_changes_nothing(
    owner: User, owner_client: Client, sent: dict[str, str]
) -> None:
    ImageFactory.create(owner=owner)
    response = owner_client.post(STAR, {**sent, "starred": "1"}, headers=HTMX)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'data-tone="error"' in response.text
    assert starred(owner) == NOBODY_STARRED


def test_refusal_without_script_is_a_sentence_in_the_gallery(owner_client: Client) -> None:
    response = owner_client.post(STAR, {"starred": "1"}, follow=True)
    assert "Choose at least one image first." in response.text


def test_all_that_match_are_chosen_by_their_filter(owner: User, owner_client: Client) -> None:
    pro = ImageFactory.create_batch(3, owner=owner, tier="pro")
    ImageFactory.create(owner=owner, tier="flash")
    fields = all_matching(owner_client, "tier=pro&select=1")
    owner_client.post(STAR, {**fields, "starred": "1"})
    assert starred(owner) == {image.pk for image in pro}


def test_what_arrives_after_all_were_chosen_is_not_swept_in(
    owner: User, owner_client: Client
) -> None:
    image = ImageFactory.create(owner=owner)
    fields = all_matching(owner_client)
    later = ImageFactory.create(owner=owner)
    owner_client.post(DELETE, {**fields, "answered": "1"})
    assert shown(owner) == {later.pk}
    assert image.pk not in shown(owner)


def test_all_never_means_another_persons(owner: User, owner_client: Client, stranger: User) -> None:
    ImageFactory.create(owner=owner)
    theirs = ImageFactory.create(owner=stranger)
    owner_client.post(DELETE, {**all_matching(owner_client), "answered": "1"})
    assert shown(stranger) == {theirs.pk}


# --- Star


def test_star_tells_the_tiles(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner, starred=True)
    response = owner_client.post(STAR, {"images": image.pk, "starred": "0"}, headers=HTMX)
    assert starred(owner) == NOBODY_STARRED
    assert event(response) == {"selection:done": {"starred": False}}
    assert "1 image without a star now." in response.text


# --- Tags


def test_tag_asks_with_the_tags_that_are_there(owner: User, owner_client: Client) -> None:
    image, other = ImageFactory.create_batch(2, owner=owner)
    image.tags.add("sea")
    other.tags.add("dusk")
    text = owner_client.post(TAG, {"images": image.pk}, headers=HTMX).text
    assert "Tag 1 image" in text
    assert f'name="images" value="{image.pk}"' in text
    assert re.findall(r'name="(offered|remove)"\s+value="(\w+)"', text) == [
        ("offered", "dusk"),
        ("offered", "sea"),
        ("remove", "sea"),
    ]


def test_tags_are_added_chosen_and_removed_in_one_answer(owner: User, owner_client: Client) -> None:
    image, other = ImageFactory.create_batch(2, owner=owner)
    image.tags.add("old")
    other.tags.add("dusk")
    answer = {"answered": "1", "add": "sea, boats", "offered": "dusk", "remove": "old"}
    response = owner_client.post(TAG, {"images": f"{image.pk},{other.pk}", **answer}, headers=HTMX)
    assert "Tags of 2 images saved." in response.text
    assert sorted(image.tags.names()) == sorted(other.tags.names()) == ["boats", "dusk", "sea"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"add": " , "}, "Name a tag to add"),
        ({"add": "x" * 101}, "up to 100 characters"),
        ({"remove": "unknown"}, "Select a valid choice"),
        ({"add": ",".join(f"tag {number}" for number in range(51))}, "up to 50 tags"),
    ],
)
def test_answer_that_cannot_be_used_is_told_beside_its_field(
    owner: User, owner_client: Client, answer: dict[str, str], sentence: str
) -> None:
    image = ImageFactory.create(owner=owner)
    sent = {"images": image.pk, "answered": "1", **answer}
    response = owner_client.post(TAG, sent, headers=HTMX)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in response.text
    assert not image.tags.exists()


def test_tag_asks_on_a_page_of_its_own_without_script(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    response = owner_client.post(TAG, {"image": image.pk, "filter": "starred=1"})
    assert "<html" in response.text
    assert 'href="/gallery/?starred=1&amp;select=1"' in response.text


def test_unknown_action_is_not_found(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    response = owner_client.post("/gallery/selection/do/burn", {"images": image.pk})
    assert response.status_code == HTTPStatus.NOT_FOUND


# --- Sessions


def test_move_files_into_a_session_and_out_of_the_other(owner: User, owner_client: Client) -> None:
    old, new = WorkSessionFactory.create_batch(2, owner=owner)
    image = ImageFactory.create(owner=owner)
    SessionImage.objects.create(work_session=old, image=image)
    sent = {"images": image.pk, "answered": "1", "session": new.pk}
    response = owner_client.post(MOVE, sent, headers=HTMX)
    assert f"1 image moved to “{new.name}”." in response.text
    assert [filed.work_session for filed in SessionImage.objects.filter(image=image)] == [new]


def test_move_makes_a_new_session(owner: User, owner_client: Client) -> None:
    images = ImageFactory.create_batch(2, owner=owner)
    ids = ",".join(str(image.pk) for image in images)
    owner_client.post(MOVE, {"images": ids, "answered": "1", "session": "", "name": "Kelda House"})
    session = WorkSession.objects.get(owner=owner, name="Kelda House")
    assert session.session_images.count() == 2


def test_move_knows_no_session_of_another_person(
    owner: User, owner_client: Client, stranger: User
) -> None:
    theirs = WorkSessionFactory.create(owner=stranger, name="Their secret")
    image = ImageFactory.create(owner=owner)
    sent = {"images": image.pk, "answered": "1", "session": theirs.pk}
    response = owner_client.post(MOVE, sent, headers=HTMX)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Their secret" not in response.text
    assert not SessionImage.objects.exists()


# --- Trash


def test_delete_asks_first_with_number_and_size(owner: User, owner_client: Client) -> None:
    images = ImageFactory.create_batch(7, owner=owner, size_bytes=3_514_286)
    ids = ",".join(str(image.pk) for image in images)
    text = " ".join(owner_client.post(DELETE, {"images": ids}, headers=HTMX).text.split())
    assert "Delete 7 images?" in text
    assert "24.6 MB. Versions made from them stay. They wait in the trash for 30 days." in text
    assert len(shown(owner)) == 7


def test_delete_and_undo_with_script(owner: User, owner_client: Client) -> None:
    first, second, third = ImageFactory.create_batch(3, owner=owner)
    sent = {"images": f"{first.pk},{second.pk}", "answered": "1"}
    response = owner_client.post(DELETE, sent, headers=HTMX)
    assert shown(owner) == {third.pk}
    moment = event(response)["selection:done"]["trashed"]
    assert f'value="{moment}">Undo' in response.text
    back = owner_client.post(RESTORE, {"trashed_at": moment}, headers=HTMX)
    assert shown(owner) == {first.pk, second.pk, third.pk}
    assert event(back) == {"selection:restored": {"restored": moment}}


def test_delete_and_undo_without_script(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    sent = {"image": image.pk, "answered": "1"}
    page = owner_client.post(DELETE, sent, follow=True).text
    assert "1 image moved to the trash." in page
    moment = re.findall(r'name="trashed_at"\s+value="(\d+)"', page)[0]
    owner_client.post(RESTORE, {"trashed_at": moment})
    assert shown(owner) == {image.pk}


def test_undo_leads_back_to_the_filters_and_its_toast_has_no_link(
    owner: User, owner_client: Client
) -> None:
    ImageFactory.create(owner=owner, tier="pro")
    fields = {**all_matching(owner_client, "tier=pro"), "answered": "1"}
    url = owner_client.post(DELETE, fields, headers=HTMX).headers["HX-Redirect"]
    notice = owner_client.get(url).text.partition('id="trashed"')[2].partition("</form>")[0]
    found = dict(re.findall(r'name="(next|trashed_at)"\s+value="([^"]*)"', notice))
    back = owner_client.post(RESTORE, found, follow=True)
    assert back.redirect_chain == [("/gallery/?tier=pro", HTTPStatus.FOUND)]
    toast = back.text.partition("back in the gallery.")[2].partition("data-close")[0]
    assert "<a " not in toast


def test_deleting_all_that_match_goes_to_the_page_with_undo(
    owner: User, owner_client: Client
) -> None:
    ImageFactory.create(owner=owner, tier="pro")
    fields = all_matching(owner_client, "tier=pro")
    response = owner_client.post(DELETE, {**fields, "answered": "1"}, headers=HTMX)
    assert re.fullmatch(r"/gallery/\?tier=pro&trashed=\d+", response.headers["HX-Redirect"])


@pytest.mark.parametrize("moment", ["", "soon", "1", "9" * 30])
def test_undo_of_nothing_is_not_found(owner_client: Client, moment: str) -> None:
    assert owner_client.post(RESTORE, {"trashed_at": moment}).status_code == HTTPStatus.NOT_FOUND


def test_undo_knows_nothing_of_another_persons_trash(owner_client: Client, stranger: User) -> None:
    now = timezone.now()
    theirs = ImageFactory.create(owner=stranger, trashed_at=now)
    moment = moments.word(now)
    assert owner_client.post(RESTORE, {"trashed_at": moment}).status_code == HTTPStatus.NOT_FOUND
    assert owner_client.get(f"{GALLERY}?trashed={moment}").text.count("moved to the trash") == 0
    theirs.refresh_from_db()
    assert theirs.trashed_at == now


# --- ZIP


def unzipped(response: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(response.getvalue()))


@on_its_own
def test_download_holds_pictures_and_how_they_came_to_be(owner: User, owner_client: Client) -> None:
    details = {"cost_usd": "0.067", "requested": {"count": 1}}
    image = stored_image(owner, prompt="a red kettle", model="m-1", details=details)
    image.tags.add("kitchen")
    response = owner_client.post(DOWNLOAD, {"images": image.pk})
    assert re.search(r'filename="musa-[\d-]+-1-images\.zip"', response["Content-Disposition"])
    with unzipped(response) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == ["001-a-red-kettle.png", "manifest.json"]
        assert packed.read("001-a-red-kettle.png") == storage.read(image.name)
        told = json.loads(packed.read("manifest.json"))["images"][0]
    assert told["prompt"] == "a red kettle"
    assert told["cost_usd"] == "0.067"
    assert told["requested"] == {"count": 1}
    assert told["tags"] == ["kitchen"]
    assert told["error"] is None


@on_its_own
def test_download_names_the_file_that_is_gone(owner: User, owner_client: Client) -> None:
    here, gone = stored_image(owner, prompt="here"), ImageFactory.create(owner=owner, prompt="gone")
    response = owner_client.post(DOWNLOAD, {"images": f"{here.pk},{gone.pk}"})
    with unzipped(response) as packed:
        told = json.loads(packed.read("manifest.json"))["images"]
        assert len(packed.namelist()) == 2
    by_id = {each["id"]: each for each in told}
    assert by_id[gone.pk]["file"] is None
    assert by_id[gone.pk]["error"]["code"] == "storage_error"
    assert by_id[here.pk]["error"] is None


@on_its_own
def test_download_of_all_that_match_goes_through_every_portion(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.packing.AT_ONCE", 2)
    for number in range(5):
        stored_image(owner, prompt=f"picture {number}")
    response = owner_client.post(DOWNLOAD, all_matching(owner_client))
    with unzipped(response) as packed:
        told = json.loads(packed.read("manifest.json"))["images"]
    assert [each["prompt"] for each in told] == [f"picture {number}" for number in (4, 3, 2, 1, 0)]
