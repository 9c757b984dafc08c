from __future__ import annotations

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gallery import embedding, storage
from gallery.models import Image, Source
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


@pytest.mark.parametrize("wanted", ["png", "jpeg", "webp", "avif"])
def test_download_keeps_the_recipe_where_it_is_wanted(
    owner: User, owner_client: Client, wanted: str
) -> None:
    requested = {"aspect_ratio": "16:9", "include_thoughts": True, "reference_image_ids": [7]}
    image = stored_image(owner, prompt="A house", model="m-1", details={"requested": requested})
    answer = owner_client.get(
        f"/images/{image.pk}/download", {"format": wanted, "metadata": ["false", "true"]}
    )
    recipe = embedding.read(answer.content)
    assert recipe is not None
    assert (recipe.prompt, recipe.model) == ("A house", "m-1")
    assert recipe.settings == {"aspect_ratio": "16:9", "include_thoughts": True}


def test_download_without_the_switch_tells_only_that_a_model_made_it(
    owner_client: Client, url: str
) -> None:
    data = owner_client.get(url, {"format": "png", "metadata": "false"}).content
    assert b"trainedAlgorithmicMedia" in data
    assert b"white house" not in data
    assert embedding.read(data) is None


def test_download_of_an_upload_is_not_marked(owner: User, owner_client: Client) -> None:
    image = stored_image(owner)
    Image.objects.filter(pk=image.pk).update(source=Source.UPLOADED)
    data = owner_client.get(f"/images/{image.pk}/download", {"format": "png"}).content
    assert b"DigitalSourceType" not in data


def test_switch_is_remembered(owner_client: Client, image: Image, url: str) -> None:
    page = f"/images/{image.pk}/"
    checked = 'value="true" checked'
    assert checked in owner_client.get(page).text
    owner_client.get(url, {"format": "png", "metadata": "false"})
    assert checked not in owner_client.get(page).text
    owner_client.get(url, {"format": "png", "metadata": ["false", "true"]})
    assert checked in owner_client.get(page).text


def test_download_of_a_smaller_size_fits_into_it(owner: User, owner_client: Client) -> None:
    image = stored_image(owner, images.png(1400, 700))
    answer = owner_client.get(f"/images/{image.pk}/download", {"format": "png", "size": "640"})
    assert images.opened(answer.content).size == (640, 320)


def test_download_of_a_size_that_is_not_offered_is_refused(owner_client: Client, url: str) -> None:
    response = owner_client.get(url, {"format": "png", "size": "641"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
