from __future__ import annotations

import re
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery.models import Image
from gallery.paging import PAGE_SIZE
from tests.factories.gallery import ImageFactory, images_of

URL = "/gallery/"
HTMX = {"HX-Request": "true"}


def tiles(text: str) -> list[int]:
    """The pictures of a page, in its order."""
    return [int(pk) for pk in re.findall(r'id="tile-(\d+)"', text)]


def older_url(text: str) -> str:
    found = re.search(r'href="(/gallery/\?before=[^"]+)"\s+rel="next"', text)
    return found[1] if found else ""


def test_gallery_asks_nobody_in(client: Client, db: None) -> None:
    assert client.get(URL).headers["Location"].startswith("/accounts/login/?next=/gallery/")


def test_gallery_without_pictures_says_how_to_make_one(owner_client: Client) -> None:
    response = owner_client.get(URL)
    assert "No pictures yet" in response.text
    assert "Make the first one" in response.text


def test_gallery_shows_the_newest_first(owner: User, owner_client: Client) -> None:
    rows = images_of(owner, 5)
    assert tiles(owner_client.get(URL).text) == [image.pk for image in rows]


def test_gallery_shows_neither_strangers_nor_deleted_pictures(
    owner: User, owner_client: Client
) -> None:
    mine = ImageFactory.create(owner=owner)
    ImageFactory.create(owner=owner, trashed_at=timezone.now())
    ImageFactory.create()
    assert tiles(owner_client.get(URL).text) == [mine.pk]


def test_gallery_groups_by_day(owner: User, owner_client: Client) -> None:
    noon = timezone.now().replace(hour=12)
    images_of(owner, 3, newest=noon, apart=timedelta(days=1))
    text = owner_client.get(URL).text
    headings = re.findall(r"<h2>([^<]+)<span>1</span></h2>", text)
    assert headings[:2] == ["Today", "Yesterday"]
    assert len(headings) == 3


def test_day_that_goes_on_has_no_figure(owner: User, owner_client: Client) -> None:
    late = timezone.now().replace(hour=23)
    images_of(owner, PAGE_SIZE + 2, newest=late, apart=timedelta(minutes=1))
    first = owner_client.get(URL).text
    assert "<h2>Today</h2>" in first
    assert "<h2>Today</h2>" in owner_client.get(older_url(first)).text


def test_gallery_pages_have_neither_gaps_nor_repeats(owner: User, owner_client: Client) -> None:
    rows = images_of(owner, PAGE_SIZE + 7, apart=timedelta(minutes=1))
    first = owner_client.get(URL).text
    second = owner_client.get(older_url(first)).text
    assert tiles(first) + tiles(second) == [image.pk for image in rows]
    assert older_url(second) == ""


def test_gallery_page_stays_in_place_when_a_picture_is_added(
    owner: User, owner_client: Client
) -> None:
    rows = images_of(owner, PAGE_SIZE + 2, apart=timedelta(minutes=1))
    url = older_url(owner_client.get(URL).text)
    ImageFactory.create(owner=owner)
    assert tiles(owner_client.get(url).text) == [image.pk for image in rows[PAGE_SIZE:]]


def test_older_page_comes_alone_and_goes_on_with_its_day(owner: User, owner_client: Client) -> None:
    morning = timezone.now().replace(hour=23)
    images_of(owner, PAGE_SIZE + 2, newest=morning, apart=timedelta(minutes=1))
    text = owner_client.get(older_url(owner_client.get(URL).text), headers=HTMX).text
    assert "<html" not in text
    assert "<h2>" not in text
    assert len(tiles(text)) == 2


def test_older_page_without_script_has_its_heading(owner: User, owner_client: Client) -> None:
    late = timezone.now().replace(hour=23)
    images_of(owner, PAGE_SIZE + 2, newest=late, apart=timedelta(minutes=1))
    text = owner_client.get(older_url(owner_client.get(URL).text)).text
    assert "<h2>Today</h2>" in text
    assert "Back to the start" in text


def test_page_behind_the_last_says_so(owner: User, owner_client: Client) -> None:
    ImageFactory.create(owner=owner)
    assert "No more pictures" in owner_client.get(URL, {"before": "1-1"}).text


@pytest.mark.parametrize("word", ["x", "1", "-", "9" * 30, "1-2-3"])
def test_place_that_is_none_is_404(owner_client: Client, word: str) -> None:
    assert owner_client.get(URL, {"before": word}).status_code == HTTPStatus.NOT_FOUND


def test_twice_the_pictures_cost_the_same_queries(owner: User, owner_client: Client) -> None:
    images_of(owner, 10)
    few = _queries(owner_client, URL)
    images_of(owner, 10, newest=timezone.now() - timedelta(days=9))
    assert _queries(owner_client, URL) == few


def test_tile_has_size_description_and_placeholder(owner: User, owner_client: Client) -> None:
    ImageFactory.create(
        owner=owner, prompt="a <b>house</b>", placeholder="data:image/webp;base64,A"
    )
    text = owner_client.get(URL).text
    assert 'width="1024"' in text
    assert 'alt="a &lt;b&gt;house&lt;/b&gt;"' in text
    assert 'src="data:image/webp;base64,A"' in text


def test_first_screen_is_fetched_at_once_and_the_rest_when_seen(
    owner: User, owner_client: Client
) -> None:
    late: datetime = timezone.now().replace(hour=23)
    images_of(owner, 20, newest=late, apart=timedelta(minutes=1))
    text = owner_client.get(URL).text
    assert text.count('loading="eager"') == 12
    assert text.count('loading="lazy"') == 8


def test_deletion_can_be_undone_from_the_gallery(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    page = owner_client.post(f"/images/{image.pk}/delete", follow=True)
    assert "Picture deleted." in page.text
    assert tiles(page.text) == []
    assert f'action="/images/{image.pk}/restore"' in page.text
    owner_client.post(f"/images/{image.pk}/restore")
    assert Image.objects.visible_to(owner).get() == image


@pytest.mark.parametrize("word", ["x", "0", "9" * 40])
def test_undo_of_nothing_is_not_offered(owner_client: Client, word: str) -> None:
    assert "Picture deleted" not in owner_client.get(URL, {"deleted": word}).text


def test_undo_of_a_strangers_deletion_is_not_offered(
    owner: User, owner_client: Client, stranger_client: Client
) -> None:
    image = ImageFactory.create(owner=owner, trashed_at=timezone.now())
    assert "Picture deleted" not in stranger_client.get(URL, {"deleted": image.pk}).text
    assert stranger_client.post(f"/images/{image.pk}/restore").status_code == HTTPStatus.NOT_FOUND


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)
