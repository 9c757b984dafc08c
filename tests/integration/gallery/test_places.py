"""Where a picture was taken stays with its owner: told on its page, and out of what is shared."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gallery import intake, location
from tests import images


def test_upload_with_a_place_says_so_on_its_page(owner: User, owner_client: Client) -> None:
    placed = intake.upload(images.jpeg(latitude=48), owner=owner)
    plain = intake.upload(images.jpeg(), owner=owner)
    words = "The original tells where it was taken."
    assert words in owner_client.get(f"/images/{placed.pk}/").text
    assert words not in owner_client.get(f"/images/{plain.pk}/").text


def test_original_is_the_owners_file_to_the_bit(owner: User, owner_client: Client) -> None:
    data = images.jpeg(latitude=48)
    image = intake.upload(data, owner=owner)
    got = owner_client.get(f"/images/{image.pk}/download", {"format": "original"})
    assert got.content == data


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "avif"])
def test_other_formats_tell_no_place(owner: User, owner_client: Client, format: str) -> None:  # noqa: A002
    image = intake.upload(images.jpeg(latitude=48), owner=owner)
    got = owner_client.get(f"/images/{image.pk}/download", {"format": format})
    assert not location.is_told(got.content)


@pytest.mark.django_db(transaction=True)  # a ZIP is sent outside any
def test_zip_tells_no_place_and_leaves_other_files_alone(owner: User, owner_client: Client) -> None:
    plain = images.jpeg(orientation=6)
    rows = [intake.upload(data, owner=owner) for data in (images.jpeg(latitude=48), plain)]
    got = owner_client.post("/gallery/selection/download", {"image": [each.pk for each in rows]})
    with zipfile.ZipFile(BytesIO(got.getvalue())) as packed:
        files = [packed.read(name) for name in packed.namelist() if name.endswith(".jpg")]
    assert files[0] == plain
    assert not location.is_told(files[1])
