from __future__ import annotations

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from gallery import imaging, intake
from gallery.models import Image
from tests import images

URL = "/gallery/upload"


def file_of(data: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_upload_page_names_kinds_and_limits(owner_client: Client) -> None:
    assert "PNG, JPEG, WebP, AVIF" in owner_client.get(URL).text


def test_uploaded_pictures_land_in_the_gallery(owner: User, owner_client: Client) -> None:
    files = [file_of(images.png()), file_of(images.jpeg())]
    response = owner_client.post(URL, {"files": files}, follow=True)
    assert response.redirect_chain == [("/gallery/", HTTPStatus.FOUND)]
    assert "2 pictures added." in response.text
    assert Image.objects.visible_to(owner).count() == 2


def test_a_whole_folder_comes_in_one_form(owner: User, owner_client: Client) -> None:
    files = [file_of(images.png(20 + number, 20)) for number in range(20)]
    assert "20 pictures added." in owner_client.post(URL, {"files": files}, follow=True).text
    assert Image.objects.visible_to(owner).count() == 20


def test_picture_is_known_by_its_bytes_and_not_by_its_name(
    owner: User, owner_client: Client
) -> None:
    owner_client.post(URL, {"files": [file_of(images.webp(), "photo.svg")]})
    assert Image.objects.get().mime_type == "image/webp"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg/>", "This is not a picture that can be read."),
        (images.truncated(images.png(400, 400)), "The picture is damaged or cut off."),
        (images.huge_png(20_000, 20_000), "The picture has too many pixels."),
        (images.bmp(), "This is not a picture that can be read."),
        (b"", "The file is empty."),
    ],
)
def test_broken_upload_is_named_beside_the_field(
    owner_client: Client, data: bytes, sentence: str
) -> None:
    response = owner_client.post(URL, {"files": [file_of(data, "my <file>.png")]})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "my &lt;file&gt;.png" in response.text
    assert sentence in response.text
    assert not Image.objects.exists()


def test_good_files_are_kept_beside_a_broken_one(owner_client: Client) -> None:
    files = [file_of(images.png()), file_of(b"hello", "notes.txt")]
    response = owner_client.post(URL, {"files": files})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Picture added." in response.text
    assert "notes.txt" in response.text
    assert Image.objects.count() == 1


def test_too_large_a_file_is_refused_unread(owner_client: Client) -> None:
    data = images.png() + bytes(intake.MAX_UPLOAD_BYTES)
    response = owner_client.post(URL, {"files": [file_of(data)]})
    assert "The file is larger than 25 MB." in response.text
    assert not Image.objects.exists()


def test_upload_without_a_file_says_so(owner_client: Client) -> None:
    response = owner_client.post(URL)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose at least one picture." in response.text


def test_upload_to_a_store_that_fails_says_so(owner_client: Client, settings: Settings) -> None:
    location = {"OPTIONS": {"location": "/dev/null/media"}}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | location}
    response = owner_client.post(URL, {"files": [file_of(images.png())]})
    assert "The picture could not be stored." in response.text
    assert not Image.objects.exists()


def test_same_bytes_again_are_told_with_their_picture(owner: User, owner_client: Client) -> None:
    there = intake.upload(images.png(), owner=owner)
    files = [file_of(images.png(), "again.png"), file_of(images.jpeg())]
    response = owner_client.post(URL, {"files": files})
    assert response.status_code == HTTPStatus.OK
    assert "again.png is" in response.text
    assert f'href="/images/{there.pk}/">already in your gallery</a>' in response.text
    assert "Picture added." in response.text
    assert Image.objects.count() == 2


def test_same_bytes_twice_in_one_post_are_one_picture(owner_client: Client) -> None:
    files = [file_of(images.png(), "one.png"), file_of(images.png(), "two.png")]
    assert "two.png is" in owner_client.post(URL, {"files": files}).text
    assert Image.objects.count() == 1


def test_strangers_picture_is_not_told(owner_client: Client, stranger: User) -> None:
    intake.upload(images.png(), owner=stranger)
    response = owner_client.post(URL, {"files": [file_of(images.png())]})
    assert response.status_code == HTTPStatus.FOUND


def test_script_gets_a_line_for_each_file(owner: User, owner_client: Client) -> None:
    intake.upload(images.webp(), owner=owner)
    files = [
        file_of(images.png(), "new.png"),
        file_of(images.webp(), "known.webp"),
        file_of(b"words", "notes.txt"),
    ]
    response = owner_client.post(URL, {"files": files}, headers={"HX-Request": "true"})
    assert response.status_code == HTTPStatus.OK
    assert "<html" not in response.text
    for outcome in ("added", "known", "refused"):
        assert response.text.count(f'data-outcome="{outcome}"') == 1


def test_page_offers_heic_only_where_its_codec_is(owner_client: Client) -> None:
    assert ("image/heic" in owner_client.get(URL).text) == imaging.READS_HEIC
