from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gallery import storage
from gallery.models import Image
from studio import packing
from studio.models import Batch
from tests import images
from tests.factories.gallery import stored_image
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(owner: User) -> Batch:
    """Two pictures that are ready, one that failed, one in line."""
    batch = BatchFactory.create(owner=owner, name="Red & blue: kettles", is_list=True)
    facts = {"batch": batch, "complete": True}
    GenerationFactory.create(**facts, position=0, name="../Front", image=stored_image(owner))
    second = stored_image(owner, images.jpeg())
    GenerationFactory.create(**facts, position=1, prompt="Ein „Kessel“, blau", image=second)
    GenerationFactory.create(batch=batch, position=2, failed=True)
    GenerationFactory.create(batch=batch, position=3)
    return batch


def packed(batch: Batch) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(packing.pack(batch))))


def manifest(batch: Batch) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(packed(batch).read("manifest.json"))["images"]
    return told


def image_at(batch: Batch, position: int) -> Image:
    image = batch.generations.get(position=position).image
    assert image is not None
    return image


def test_zip_holds_the_originals_under_safe_names(batch: Batch) -> None:
    files = packed(batch)
    assert files.namelist() == ["001-front.png", "002-ein-kessel-blau.jpg", "manifest.json"]
    assert files.read("001-front.png") == storage.read(image_at(batch, 0).name)


def test_manifest_tells_of_every_row(batch: Batch) -> None:
    told = manifest(batch)
    assert [each["status"] for each in told] == ["complete", "complete", "failed", "pending"]
    assert told[0]["name"] == "../Front"
    assert told[2]["file"] is None
    assert told[2]["error"]["code"] == "no_image"
    assert told[0]["settings"]["aspect_ratio"] == "1:1"


def test_missing_file_is_listed_and_not_fatal(batch: Batch) -> None:
    storage.remove(image_at(batch, 0).name)
    assert packed(batch).namelist() == ["002-ein-kessel-blau.jpg", "manifest.json"]
    first = manifest(batch)[0]
    assert first["file"] is None
    assert first["error"]["message"] == "The file of this picture is missing."


def test_picture_in_the_trash_is_left_out(batch: Batch) -> None:
    image_at(batch, 0).trash()
    assert packed(batch).namelist() == ["002-ein-kessel-blau.jpg", "manifest.json"]


def test_small_pieces_are_joined_to_large_ones(owner: User, batch: Batch) -> None:
    for position in (4, 5, 6):
        image = stored_image(owner, images.noise(700 + position, 700))
        GenerationFactory.create(batch=batch, position=position, complete=True, image=image)
    sizes = [len(piece) for piece in packing.pack(batch)]
    assert len(sizes) > 1
    assert min(sizes[:-1]) >= storage.CHUNK_BYTES


def test_owner_downloads_what_is_ready(owner_client: Client, batch: Batch) -> None:
    response = owner_client.get(reverse("studio:download_batch", args=[batch.pk]))
    assert response.headers["Content-Type"] == "application/zip"
    assert 'filename="red-blue-kettles.zip"' in response.headers["Content-Disposition"]
    assert ZipFile(io.BytesIO(response.getvalue())).testzip() is None


def test_stranger_downloads_nothing(stranger_client: Client, batch: Batch) -> None:
    url = reverse("studio:download_batch", args=[batch.pk])
    assert stranger_client.get(url).status_code == 404


def test_nobody_is_sent_to_sign_in(client: Client, batch: Batch) -> None:
    assert client.get(reverse("studio:download_batch", args=[batch.pk])).status_code == 302


def test_packing_costs_the_same_queries_for_more_rows(
    batch: Batch, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        b"".join(packing.pack(batch))
