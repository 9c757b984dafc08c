from __future__ import annotations

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gallery import storage
from gallery.models import Image
from tests import images
from tests.factories.gallery import stored_image


@pytest.fixture
def image(owner: User) -> Image:
    data = images.jpeg(400, 300, orientation=6, latitude=48)
    return stored_image(owner, data, prompt="A white house, at dusk")


@pytest.fixture
def url(image: Image) -> str:
    return f"/images/{image.pk}/download"


@pytest.mark.parametrize(
    ("name", "extension"), [("png", "png"), ("jpeg", "jpg"), ("webp", "webp"), ("avif", "avif")]
)
def test_download_is_a_new_file_without_the_cameras_metadata(
    owner_client: Client, image: Image, url: str, name: str, extension: str
) -> None:
    response = owner_client.get(url, {"format": name, "quality": "70"})
    picture = images.opened(response.content)
    file_name = f"a-white-house-at-dusk-{image.pk}.{extension}"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{file_name}"'
    assert response.headers["Content-Type"] == f"image/{name}"
    assert (picture.format, picture.size) == (name.upper(), (300, 400))
    assert not picture.getexif()


def test_download_of_lower_quality_is_smaller(owner: User, owner_client: Client) -> None:
    image = stored_image(owner, images.noise(300, 300))
    url = f"/images/{image.pk}/download?format=webp&quality="
    assert len(owner_client.get(url + "30").content) < len(owner_client.get(url + "95").content)


def test_download_of_the_original_is_the_file_as_it_came(
    owner_client: Client, image: Image, url: str
) -> None:
    response = owner_client.get(url, {"format": "original"})
    assert response.content == storage.read(image.name)
    assert response.headers["Content-Disposition"].endswith(f'-{image.pk}.jpg"')
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("quality", ["0", "101", "high"])
def test_download_of_impossible_quality_is_refused_beside_the_field(
    owner_client: Client, url: str, quality: str
) -> None:
    response = owner_client.get(url, {"format": "webp", "quality": quality})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert '<p class="error">' in response.text


def test_download_of_unknown_format_is_refused(owner_client: Client, url: str) -> None:
    response = owner_client.get(url, {"format": "svg"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "svg is not one of the available choices" in response.text


@pytest.mark.parametrize("name", ["original", "png"])
def test_download_of_a_missing_file_leads_to_the_page_that_says_so(
    owner_client: Client, image: Image, url: str, name: str
) -> None:
    storage.remove(image.name)
    response = owner_client.get(url, {"format": name}, follow=True)
    assert response.redirect_chain == [(f"/images/{image.pk}/", HTTPStatus.FOUND)]
    assert "The picture&#x27;s file is missing." in response.text


def test_download_of_a_strangers_picture_is_404(stranger_client: Client, url: str) -> None:
    response = stranger_client.get(url, {"format": "png"})
    assert response.status_code == HTTPStatus.NOT_FOUND
