"""Pictures in a bucket: a real S3 protocol over HTTP, and the settings' own reading of the URL."""

from __future__ import annotations

import runpy
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import boto3
import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from pytest_django import Settings

from config.settings import base
from gallery import cleanup, intake, storage
from gallery.models import Image
from gallery.storage import StorageError
from studio import actions, tasks
from studio.models import Status
from studio.requesting import GenerationRequest
from studio.simulator.process import Simulator
from tests import images
from tests.factories.gallery import ImageFactory, stored_image

BUCKET = "musa-pictures"
NOBODY_LISTENS = "http://127.0.0.1:9"

UseStore = Callable[[str], None]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def use_store(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> UseStore:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key-of-the-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-tests")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    def use(url: str) -> None:
        monkeypatch.setenv("MEDIA_STORAGE_URL", url)
        said = runpy.run_path(base.__file__)["STORAGES"]
        settings.STORAGES = {**settings.STORAGES, "default": said["default"]}

    return use


@pytest.fixture
def bucket(endpoint: str, use_store: UseStore) -> Iterator[Any]:
    """The bucket from outside, empty before and after."""
    use_store(f"s3://{BUCKET}/studio?endpoint_url={endpoint}")
    bucket = boto3.resource("s3", endpoint_url=endpoint).create_bucket(Bucket=BUCKET)
    yield bucket
    bucket.objects.delete()
    bucket.delete()


def keys(bucket: Any) -> set[str]:
    return {each.key for each in bucket.objects.all()}


@pytest.fixture
def asked_ranges(bucket: Any) -> list[str | None]:
    """What each read asked the store for, as it left; None for a whole object."""
    ranges: list[str | None] = []

    def note(request: Any, **kwargs: object) -> None:
        asked = request.headers.get("Range")
        ranges.append(asked.decode() if isinstance(asked, bytes) else asked)

    client = default_storage.connection.meta.client  # type: ignore[attr-defined]
    client.meta.events.register("before-send.s3.GetObject", note)
    return ranges


@pytest.mark.django_db
def test_upload_lies_in_the_bucket_under_its_folder(owner: User, bucket: Any) -> None:
    data = images.png(1000, 500)
    image = intake.upload(data, owner=owner)
    names = {image.name, *image.renditions.values_list("name", flat=True)}
    assert keys(bucket) == {f"studio/{name}" for name in names}
    assert len(names) == 3
    assert storage.read(image.name) == data


def test_object_carries_its_type_and_no_public_leave(bucket: Any) -> None:
    name = storage.write(images.png(), extension="png")
    stored = bucket.Object(f"studio/{name}")
    assert stored.content_type == "image/png"
    readers = {grant["Grantee"].get("URI", "owner") for grant in stored.Acl().grants}
    assert readers == {"owner"}


def test_removed_file_is_gone_from_the_bucket(bucket: Any) -> None:
    stored = intake.store(intake.prepare(images.png()))
    stored.discard()
    assert keys(bucket) == set()
    assert not storage.exists(stored.name)


@pytest.mark.usefixtures("bucket")
def test_owner_gets_the_bytes_and_a_tag(owner: User, owner_client: Client) -> None:
    data = images.jpeg()
    url = stored_image(owner, data).url
    response = owner_client.get(url)
    assert response.content == data
    again = owner_client.get(url, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == HTTPStatus.NOT_MODIFIED


def test_range_is_all_that_the_bucket_is_asked_for(
    owner: User, owner_client: Client, asked_ranges: list[str | None]
) -> None:
    data = images.noise()
    response = owner_client.get(stored_image(owner, data).url, headers={"Range": "bytes=5-14"})
    assert response.status_code == HTTPStatus.PARTIAL_CONTENT
    assert response.content == data[5:15]
    assert response.headers["Content-Range"] == f"bytes 5-14/{len(data)}"
    assert asked_ranges == ["bytes=5-14"]


@pytest.mark.usefixtures("bucket")
def test_large_file_comes_in_pieces(owner: User, owner_client: Client) -> None:
    data = images.noise()
    response = owner_client.get(stored_image(owner, data).url)
    assert response.streaming
    assert response.getvalue() == data


def test_rendition_is_made_in_the_bucket(owner: User, owner_client: Client, bucket: Any) -> None:
    image = stored_image(owner, images.png(2000, 1000))
    response = owner_client.get(f"/images/{image.pk}/rendition/1280", follow=True)
    assert images.opened(response.content).size == (1280, 640)
    assert len(keys(bucket)) == 4


def test_lost_object_is_404_with_a_line(owner: User, owner_client: Client, bucket: Any) -> None:
    image = stored_image(owner)
    bucket.Object(f"studio/{image.name}").delete()
    response = owner_client.get(image.url)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.content == b"The file of this picture is missing."
    with pytest.raises(StorageError):
        storage.read(image.name)


@pytest.mark.usefixtures("bucket")
def test_generation_leaves_its_picture_in_the_bucket(owner: User, simulator: Simulator) -> None:
    request = GenerationRequest(prompt="a red kettle")
    generation = actions.submit(requests=[request], by=owner).generations.get()
    tasks.work()
    generation.refresh_from_db()
    assert generation.status == Status.COMPLETE
    assert isinstance(generation.image, Image)
    assert len(storage.read(generation.image.name)) == generation.image.size_bytes


@pytest.mark.django_db
def test_clean_up_compares_rows_and_objects(owner: User, bucket: Any) -> None:
    kept, lost = stored_image(owner), stored_image(owner, images.png(8, 8))
    bucket.Object(f"studio/{lost.name}").delete()
    nobodys = storage.write(images.png(), extension="png")
    assert cleanup.clean(timezone.now()).swept[-1].count == 0
    report = cleanup.clean(timezone.now() + timedelta(days=2))
    assert (report.swept[-1].count, report.missing) == (1, (lost.pk,))
    assert f"studio/{nobodys}" not in keys(bucket)
    assert f"studio/{kept.name}" in keys(bucket)


def test_bucket_that_is_away_is_told_within_seconds(use_store: UseStore) -> None:
    use_store(f"s3://{BUCKET}?endpoint_url={NOBODY_LISTENS}")
    started = time.monotonic()
    with pytest.raises(StorageError):
        intake.store(intake.prepare(images.png()))
    assert time.monotonic() - started < 15


@pytest.mark.django_db
def test_clean_up_goes_on_while_the_bucket_is_away(use_store: UseStore) -> None:
    use_store(f"s3://{BUCKET}?endpoint_url={NOBODY_LISTENS}")
    ImageFactory.create(trashed_at=timezone.now() - timedelta(days=31))
    report = cleanup.clean(timezone.now())
    assert report.problem == "The store of pictures does not answer."
    assert (report.deleted, report.missing) == (1, ())


def test_bucket_that_does_not_exist_keeps_nothing(bucket: Any, use_store: UseStore) -> None:
    endpoint = bucket.meta.client.meta.endpoint_url
    use_store(f"s3://another-bucket?endpoint_url={endpoint}")
    with pytest.raises(StorageError):
        intake.store(intake.prepare(images.png()))
    assert keys(bucket) == set()


@pytest.mark.usefixtures("bucket")
def test_pages_live_while_the_bucket_is_away(
    owner: User, owner_client: Client, use_store: UseStore
) -> None:
    image = stored_image(owner)
    use_store(f"s3://{BUCKET}?endpoint_url={NOBODY_LISTENS}")
    file = owner_client.get(image.url)
    assert file.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert (file.headers["Retry-After"], file.headers["Cache-Control"]) == ("5", "no-store")
    page = owner_client.get(f"/images/{image.pk}/")
    assert page.status_code == HTTPStatus.OK
    assert page.context["is_missing"]
