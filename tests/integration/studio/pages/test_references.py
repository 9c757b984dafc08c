from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gallery.models import Image
from studio.models import Batch, Generation
from tests import images
from tests.factories.gallery import images_of
from tests.factories.studio import REQUESTED
from tests.integration.studio.pages.conftest import HTMX, a_generation, queries

FORM = {"prompt": "a red chair", "count": "2", "key": "one"}


@pytest.fixture
def references_url() -> str:
    return reverse("studio:references")


@pytest.fixture
def choose_url() -> str:
    return reverse("studio:choose_references")


def a_file(name: str = "chair.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or images.png(), content_type="image/png")


def shown(response: Any) -> list[tuple[int, str, str]]:
    """The references of the block, in order."""
    references = response.context["composer"].references
    return [(each.image.pk, each.role, each.note) for each in references]


def test_files_become_references_behind_those_that_are_there(
    owner_client: Client, owner: User, references_url: str
) -> None:
    (first,) = images_of(owner, 1)
    said = {"reference_image_ids": [first.pk], "reference_roles": ["style"]}
    files = [a_file(), a_file("blue.png", images.png(80, 40))]
    form = FORM | said | {"reference_files": files}
    answer = owner_client.post(references_url, form, headers=HTMX)
    assert [row[1] for row in shown(answer)] == ["style", "", ""]
    assert Image.objects.filter(owner=owner, source="uploaded").count() == 2
    assert "3 of 14" in answer.text


def test_added_reference_changes_the_price(owner_client: Client, references_url: str) -> None:
    answer = owner_client.post(references_url, FORM | {"reference_files": [a_file()]}, headers=HTMX)
    assert 'id="cost"' in answer.text


def test_file_that_is_no_picture_is_told_by_its_name(
    owner_client: Client, references_url: str
) -> None:
    files = [a_file("notes.txt", b"only words"), a_file()]
    form = FORM | {"reference_files": files}
    answer = owner_client.post(references_url, form, headers=HTMX)
    beside = answer.text.partition('id="references-error"')[2].partition("</span>")[0]
    assert "notes.txt: This is not a picture" in beside
    assert len(shown(answer)) == 1


def test_file_beyond_the_limit_is_refused_with_a_sentence(
    owner_client: Client, owner: User, references_url: str
) -> None:
    ids = [image.pk for image in images_of(owner, 14)]
    form = FORM | {"reference_image_ids": ids, "reference_files": [a_file("one-more.png")]}
    answer = owner_client.post(references_url, form, headers=HTMX)
    assert "takes 14 reference images at most. Left out: one-more.png." in answer.text
    assert len(shown(answer)) == 14
    assert not Image.objects.filter(source="uploaded").exists()


@pytest.mark.parametrize(
    ("word", "order"), [("up", [1, 0, 2]), ("down", [0, 2, 1]), ("remove", [0, 2])]
)
def test_reference_moves_with_its_words(
    owner_client: Client, owner: User, references_url: str, word: str, order: list[int]
) -> None:
    ids = [image.pk for image in images_of(owner, 3)]
    said = {"reference_image_ids": ids, "reference_notes": ["0", "1", "2"]}
    move = {"reference_move": f"{word} {ids[1]}"}
    answer = owner_client.post(references_url, FORM | said | move, headers=HTMX)
    assert shown(answer) == [(ids[place], "", str(place)) for place in order]


def test_first_reference_stays_first_when_it_is_moved_up(
    owner_client: Client, owner: User, references_url: str
) -> None:
    ids = [image.pk for image in images_of(owner, 2)]
    form = FORM | {"reference_image_ids": ids, "reference_move": f"up {ids[0]}"}
    answer = owner_client.post(references_url, form, headers=HTMX)
    assert [row[0] for row in shown(answer)] == ids


def test_without_script_the_page_comes_back_with_all_that_was_typed(
    owner_client: Client, references_url: str
) -> None:
    page = owner_client.post(references_url, FORM | {"reference_files": [a_file()]})
    assert "<h1>Generate</h1>" in page.text
    assert "a red chair</textarea>" in page.text
    assert len(shown(page)) == 1
    assert not Batch.objects.exists()


def test_files_that_come_with_the_form_are_sent_along(
    owner_client: Client, owner: User, url: str
) -> None:
    owner_client.post(url, FORM | {"reference_files": [a_file()]})
    row = Generation.objects.earliest("pk")
    assert row.requested["reference_image_ids"] == [Image.objects.get(owner=owner).pk]


def test_bad_file_that_comes_with_the_form_stops_it(owner_client: Client, url: str) -> None:
    page = owner_client.post(url, FORM | {"reference_files": [a_file("a.txt", b"words")]})
    assert page.status_code == 422
    assert "a.txt: This is not a picture" in page.text
    assert not Batch.objects.exists()


def test_role_and_note_are_kept_with_the_generation(
    owner_client: Client, owner: User, url: str
) -> None:
    (image,) = images_of(owner, 1)
    said = {"reference_image_ids": image.pk, "reference_roles": "person", "reference_notes": "Ada"}
    owner_client.post(url, FORM | said)
    kept = Generation.objects.earliest("pk").requested["references"]
    assert kept == [{"image_id": image.pk, "role": "person", "note": "Ada"}]


def test_strangers_picture_is_no_reference(stranger_client: Client, owner: User, url: str) -> None:
    (image,) = images_of(owner, 1)
    answer = stranger_client.post(url, FORM | {"reference_image_ids": image.pk}, headers=HTMX)
    assert answer.status_code == 422
    assert "not in your gallery" in answer.text


def test_reuse_brings_references_back_with_their_roles(
    owner_client: Client, owner: User, url: str
) -> None:
    first, second = images_of(owner, 2)
    said = [
        {"image_id": second.pk, "role": "style", "note": ""},
        {"image_id": first.pk, "role": "", "note": "the cup"},
    ]
    row = a_generation(batch__owner=owner, requested=REQUESTED | {"references": said})
    page = owner_client.get(url, {"reuse": row.batch_id})
    assert shown(page) == [(second.pk, "style", ""), (first.pk, "", "the cup")]


def test_picture_named_by_a_link_is_added_to_those_reused(
    owner_client: Client, owner: User, url: str
) -> None:
    first, second = images_of(owner, 2)
    said = [{"image_id": first.pk, "role": "style", "note": ""}]
    row = a_generation(batch__owner=owner, requested=REQUESTED | {"references": said})
    page = owner_client.get(url, {"reuse": row.batch_id, "reference": second.pk})
    assert shown(page) == [(first.pk, "style", ""), (second.pk, "", "")]


def test_strangers_picture_cannot_be_named_by_a_link(
    stranger_client: Client, owner: User, url: str
) -> None:
    (image,) = images_of(owner, 1)
    assert stranger_client.get(url, {"reference": image.pk}).status_code == 404


def test_model_without_room_says_so(owner_client: Client, owner: User, url: str) -> None:
    ids = [image.pk for image in images_of(owner, 15)]
    answer = owner_client.post(url, FORM | {"reference_image_ids": ids}, headers=HTMX)
    assert "takes 14 reference images at most" in answer.text


def test_chooser_offers_own_pictures_only(
    owner_client: Client, owner: User, stranger: User, choose_url: str
) -> None:
    (own,) = images_of(owner, 1)
    images_of(stranger, 1)
    answer = owner_client.post(choose_url, FORM, headers=HTMX)
    assert answer.context["images"] == [own]


def test_chooser_finds_words_of_the_prompt(
    owner_client: Client, owner: User, choose_url: str
) -> None:
    first, second = images_of(owner, 2)
    Image.objects.filter(pk=second.pk).update(prompt="A Lighthouse at dusk")
    answer = owner_client.post(choose_url, FORM | {"q": "lighthouse"}, headers=HTMX)
    assert answer.context["images"] == [second]
    assert first not in answer.context["images"]


def test_chooser_keeps_what_was_picked_on_another_page(
    owner_client: Client, owner: User, choose_url: str
) -> None:
    newest, *_, oldest = images_of(owner, 61)
    first = owner_client.post(choose_url, FORM, headers=HTMX)
    form = FORM | {"before": first.context["older"], "reference_picked": newest.pk}
    older = owner_client.post(choose_url, form, headers=HTMX)
    assert older.context["images"] == [oldest]
    assert older.context["picked_elsewhere"] == [newest.pk]


def test_chooser_brings_the_whole_form_back(
    owner_client: Client, owner: User, choose_url: str
) -> None:
    (image,) = images_of(owner, 1)
    said = {"reference_image_ids": image.pk, "reference_notes": "the cup"}
    carried = dict(owner_client.post(choose_url, FORM | said).context["carried"])
    assert carried == {name: str(value) for name, value in (FORM | said).items()}


def test_picked_pictures_become_references(
    owner_client: Client, owner: User, references_url: str
) -> None:
    first, second = images_of(owner, 2)
    form = FORM | {"reference_image_ids": first.pk, "reference_picked": [second.pk, first.pk]}
    page = owner_client.post(references_url, form | {"reference_add": "picked"})
    assert [row[0] for row in shown(page)] == [first.pk, second.pk]


def test_canceled_choice_adds_nothing(
    owner_client: Client, owner: User, references_url: str
) -> None:
    (image,) = images_of(owner, 1)
    form = FORM | {"reference_picked": image.pk, "reference_add": ""}
    assert shown(owner_client.post(references_url, form)) == []


def test_nobody_is_sent_to_sign_in(client: Client, db: None, choose_url: str) -> None:
    assert client.post(choose_url, FORM)["Location"].startswith(reverse("account_login"))


def test_more_references_cost_the_same_queries(owner_client: Client, owner: User, url: str) -> None:
    ids = [image.pk for image in images_of(owner, 6)]
    few = queries(owner_client, f"{url}?reference={ids[0]}&reference={ids[1]}")
    every = "&".join(f"reference={pk}" for pk in ids)
    assert queries(owner_client, f"{url}?{every}") <= few
