from __future__ import annotations

import re
from http import HTTPStatus

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery import storage
from gallery.models import Image
from gallery.paging import PAGE_SIZE
from tests import images
from tests.factories.gallery import ImageFactory, images_of, stored_image


def step(text: str, name: str) -> str:
    """Where the viewer's link of that name leads; "" where there is none."""
    found = re.search(rf'data-step="{name}"\s+href="([^"]+)"', text)
    return found[1] if found else ""


def address(image: Image) -> str:
    return f"/gallery/{image.pk}/"


def test_viewer_leads_to_its_neighbours(owner: User, owner_client: Client) -> None:
    newer, shown, older = images_of(owner, 3)
    text = owner_client.get(address(shown)).text
    assert step(text, "prev") == address(newer)
    assert step(text, "next") == address(older)


def test_viewer_ends_at_both_ends(owner: User, owner_client: Client) -> None:
    newest, oldest = images_of(owner, 2)
    assert step(owner_client.get(address(newest)).text, "prev") == ""
    assert step(owner_client.get(address(oldest)).text, "next") == ""


def test_viewer_steps_over_the_border_of_a_page(owner: User, owner_client: Client) -> None:
    rows = images_of(owner, PAGE_SIZE + 1)
    text = owner_client.get(address(rows[PAGE_SIZE - 1])).text
    assert step(text, "next") == address(rows[PAGE_SIZE])


def test_viewer_steps_over_strangers_and_deleted_pictures(
    owner: User, owner_client: Client
) -> None:
    rows = images_of(owner, 3)
    ImageFactory.create(created_at=rows[1].created_at)
    rows[1].trash()
    assert step(owner_client.get(address(rows[0])).text, "next") == address(rows[2])


def test_viewer_keeps_its_details_open(owner: User, owner_client: Client) -> None:
    shown, older = images_of(owner, 2)
    text = owner_client.get(address(shown), {"info": "1"}).text
    assert '<aside class="vinfo"' in text
    assert step(text, "next") == f"{address(older)}?info=1"
    assert step(text, "info") == "?info=0"


def test_viewer_of_a_missing_file_says_so(owner: User, owner_client: Client) -> None:
    image = stored_image(owner)
    storage.remove(image.name)
    assert "The file of this picture is missing" in owner_client.get(address(image)).text


def test_viewer_shows_the_screen_size_when_it_is_there(owner: User, owner_client: Client) -> None:
    image = stored_image(owner, images.png(1600, 800))
    door = f"/images/{image.pk}/rendition/1280"
    assert f'src="{door}"' in owner_client.get(address(image)).text
    made = owner_client.get(door).headers["Location"]
    assert f'src="{made}"' in owner_client.get(address(image)).text


def test_viewer_of_a_strangers_picture_is_404(owner: User, stranger_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    assert stranger_client.get(address(image)).status_code == HTTPStatus.NOT_FOUND


def test_viewer_of_a_deleted_picture_is_404(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner, trashed_at=timezone.now())
    assert owner_client.get(address(image)).status_code == HTTPStatus.NOT_FOUND


def test_viewer_of_more_pictures_costs_the_same_queries(owner: User, owner_client: Client) -> None:
    rows = images_of(owner, 20)
    owner_client.get(address(rows[0]))
    with CaptureQueriesContext(connection) as at_the_end:
        owner_client.get(address(rows[0]))
    with CaptureQueriesContext(connection) as in_the_middle:
        owner_client.get(address(rows[10]))
    assert len(in_the_middle) <= len(at_the_end) + 1  # the renditions of the newer ones
