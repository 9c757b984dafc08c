from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import cast

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.test import AsyncClient, Client

from gallery import storage
from gallery.models import Image
from tests import images
from tests.factories.gallery import stored_image


@pytest.fixture
def image(owner: User) -> Image:
    return stored_image(owner, images.png(1000, 500))


def test_owner_gets_the_original_untouched(owner: User, owner_client: Client) -> None:
    data = images.jpeg(orientation=6, latitude=48)
    response = owner_client.get(stored_image(owner, data).url)
    assert response.content == data
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Length"] == str(len(data))


def test_owner_gets_a_rendition(owner_client: Client, image: Image) -> None:
    response = owner_client.get(image.preview_url)
    assert response.headers["Content-Type"] == "image/webp"
    assert images.opened(response.content).size == (640, 320)


def test_file_is_guarded_and_cached_for_its_owner_alone(owner_client: Client, image: Image) -> None:
    headers = owner_client.get(image.url).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Cookie" in headers["Vary"]


def test_stranger_gets_404(stranger_client: Client, image: Image) -> None:
    assert stranger_client.get(image.url).status_code == HTTPStatus.NOT_FOUND
    assert stranger_client.get(image.preview_url).status_code == HTTPStatus.NOT_FOUND


def test_nobody_gets_404(client: Client, image: Image) -> None:
    response = client.get(image.url)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.headers["Cache-Control"] == "no-store"


def test_owner_still_sees_what_waits_in_the_trash(owner_client: Client, image: Image) -> None:
    image.trash()
    assert owner_client.get(image.url).status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", ["none.png", "..%2F..%2Fsettings.py", "%2e%2e", "a%00b"])
def test_name_of_no_row_is_404(owner_client: Client, name: str) -> None:
    assert owner_client.get(f"/media/images/{name}").status_code == HTTPStatus.NOT_FOUND


def test_missing_file_is_404_with_a_line(owner_client: Client, image: Image) -> None:
    storage.remove(image.name)
    response = owner_client.get(image.url)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.content == b"The file of this picture is missing."


def test_known_file_is_not_sent_again(owner_client: Client, image: Image) -> None:
    etag = owner_client.get(image.url).headers["ETag"]
    response = owner_client.get(image.url, headers={"If-None-Match": etag})
    assert response.status_code == HTTPStatus.NOT_MODIFIED
    assert response.content == b""
    assert response.headers["ETag"] == etag


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=5-", 5, None),
        ("bytes=-7", -7, None),
        ("bytes=9-99999999", 9, None),
    ],
)
def test_range_is_sent_alone(
    owner: User, owner_client: Client, asked: str, start: int, stop: int | None
) -> None:
    data = images.png(300, 200)
    response = owner_client.get(stored_image(owner, data).url, headers={"Range": asked})
    wanted = data[start:stop]
    first = start % len(data)
    last = first + len(wanted) - 1
    assert response.status_code == HTTPStatus.PARTIAL_CONTENT
    assert response.content == wanted
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(data)}"
    assert response.headers["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_range_behind_the_end_is_416(owner_client: Client, image: Image, asked: str) -> None:
    response = owner_client.get(image.url, headers={"Range": asked})
    assert response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert response.headers["Content-Range"] == f"bytes */{image.size_bytes}"


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "bytes=9-2", "bytes=-", "items=0-1", "bytes=x"])
def test_range_of_another_kind_gives_the_whole(
    owner_client: Client, image: Image, asked: str
) -> None:
    response = owner_client.get(image.url, headers={"Range": asked})
    assert response.status_code == HTTPStatus.OK
    assert len(response.content) == image.size_bytes


def test_range_of_another_version_gives_the_whole(owner_client: Client, image: Image) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert owner_client.get(image.url, headers=headers).status_code == HTTPStatus.OK


def test_large_file_comes_in_pieces(owner: User, owner_client: Client) -> None:
    data = images.noise()
    response = owner_client.get(stored_image(owner, data).url)
    assert response.streaming
    assert response.getvalue() == data


def test_large_file_comes_in_pieces_over_asgi(owner: User) -> None:
    data = images.noise()
    url = stored_image(owner, data).url
    client = AsyncClient()
    client.force_login(owner)

    async def pieces() -> list[bytes]:
        response = await client.get(url)
        content = cast("StreamingHttpResponse", response).streaming_content
        return [piece async for piece in cast("AsyncIterator[bytes]", content)]

    assert b"".join(async_to_sync(pieces)()) == data


def test_rendition_is_made_when_asked_for(owner: User, owner_client: Client) -> None:
    image = stored_image(owner, images.png(2000, 1000))
    response = owner_client.get(f"/images/{image.pk}/rendition/1280", follow=True)
    assert images.opened(response.content).size == (1280, 640)
    assert image.renditions.count() == 3


def test_rendition_of_any_width_is_not_to_be_had(owner_client: Client, image: Image) -> None:
    response = owner_client.get(f"/images/{image.pk}/rendition/1281")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_rendition_of_a_strangers_picture_is_404(stranger_client: Client, image: Image) -> None:
    response = stranger_client.get(f"/images/{image.pk}/rendition/640")
    assert response.status_code == HTTPStatus.NOT_FOUND
