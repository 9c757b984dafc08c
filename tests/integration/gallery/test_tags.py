from __future__ import annotations

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gallery.models import Image
from tests.factories.gallery import stored_image

HTMX = {"HX-Request": "true"}


@pytest.fixture
def image(owner: User) -> Image:
    return stored_image(owner)


@pytest.fixture
def url(image: Image) -> str:
    return f"/images/{image.pk}/tags"


def tags_of(image: Image) -> list[str]:
    return sorted(image.tags.names())


def test_tags_between_commas_are_added_once(owner_client: Client, image: Image, url: str) -> None:
    image.tags.add("sea")
    response = owner_client.post(url, {"tags": " night sky, sea,, lights , "})
    assert tags_of(image) == ["lights", "night sky", "sea"]
    assert response.headers["Location"] == f"/images/{image.pk}/"


def test_part_alone_comes_back_with_the_field_in_focus(owner_client: Client, url: str) -> None:
    text = owner_client.post(url, {"tags": "sea & <sky>"}, headers=HTMX).text
    assert "1 tag: sea &amp; &lt;sky&gt;" in text
    assert "data-focus" in text
    assert "<html" not in text


def test_tag_is_removed(owner_client: Client, image: Image, url: str) -> None:
    image.tags.add("sea", "sky")
    owner_client.post(url, {"tags": "", "taken_away": "sea"}, headers=HTMX)
    assert tags_of(image) == ["sky"]


def test_removing_what_is_not_there_changes_nothing(
    owner_client: Client, image: Image, url: str
) -> None:
    image.tags.add("sea")
    owner_client.post(url, {"taken_away": "moon"})
    assert tags_of(image) == ["sea"]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("typed", ["x" * 101, ",".join(map(str, range(51))), "nul\0"])
def test_tags_that_cannot_be_kept_are_refused_beside_the_field(
    owner_client: Client, image: Image, url: str, typed: str, headers: dict[str, str]
) -> None:
    response = owner_client.post(url, {"tags": typed}, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="tag-names-error"' in response.text
    assert tags_of(image) == []


def test_own_tags_are_suggested_and_nobody_elses(
    owner: User, stranger: User, owner_client: Client, image: Image
) -> None:
    stored_image(owner).tags.add("harbour")
    stored_image(stranger).tags.add("secret")
    image.tags.add("sea")
    text = owner_client.get(f"/images/{image.pk}/").text
    assert '<option value="harbour">' in text
    assert '<option value="sea">' not in text
    assert "secret" not in text


def test_strangers_picture_is_404(stranger_client: Client, image: Image, url: str) -> None:
    assert stranger_client.post(url, {"tags": "x"}).status_code == HTTPStatus.NOT_FOUND
    assert tags_of(image) == []
