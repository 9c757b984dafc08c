from __future__ import annotations

import re
from http import HTTPStatus

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery import storage, versions
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
    assert step(text, "info") == "?"


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


def test_viewer_follows_the_filters_and_the_order(owner: User, owner_client: Client) -> None:
    newest, middle, oldest = images_of(owner, 3)
    Image.objects.exclude(pk=middle.pk).update(starred=True)
    text = owner_client.get(address(oldest), {"starred": "true", "sort_by": "oldest"}).text
    assert step(text, "next") == f"{address(newest)}?starred=true&amp;sort_by=oldest"
    assert step(text, "prev") == ""
    assert step(text, "close") == "/gallery/?starred=true&amp;sort_by=oldest"
    place = owner_client.get(f"{address(oldest)}place", {"starred": "true", "sort_by": "oldest"})
    assert place.text == "1 of 2"


def test_viewer_of_a_picture_outside_the_filters_still_leads_on(
    owner: User, owner_client: Client
) -> None:
    newest, middle, oldest = images_of(owner, 3)
    Image.objects.exclude(pk=middle.pk).update(starred=True)
    response = owner_client.get(address(middle), {"starred": "true"})
    assert step(response.text, "prev") == f"{address(newest)}?starred=true"
    assert step(response.text, "next") == f"{address(oldest)}?starred=true"
    assert owner_client.get(f"{address(middle)}place", {"starred": "true"}).text == ""


def test_place_of_a_strangers_picture_is_404(owner: User, stranger_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    assert stranger_client.get(f"{address(image)}place").status_code == HTTPStatus.NOT_FOUND


def test_viewer_hides_the_filmstrip_and_keeps_it_hidden(owner: User, owner_client: Client) -> None:
    shown, older = images_of(owner, 2)
    text = owner_client.get(address(shown), {"strip": "0"}).text
    assert 'aria-label="Filmstrip"' not in text
    assert step(text, "next") == f"{address(older)}?strip=0"
    assert step(text, "close") == "/gallery/"


def test_viewer_fetches_the_original_only_when_asked(owner: User, owner_client: Client) -> None:
    image = stored_image(owner, images.png(1600, 800))
    text = owner_client.get(address(image)).text
    assert f'data-full="{image.url}"' in text
    assert f'src="{image.url}"' not in text


def test_viewer_offers_to_compare_a_version_with_its_parent(
    owner: User, owner_client: Client
) -> None:
    parent, child = ImageFactory.create(owner=owner), ImageFactory.create(owner=owner)
    versions.add(child, parent=parent, words="warmer")
    text = owner_client.get(address(child), {"info": "1"}).text
    assert step(text, "compare") == f"/images/{child.pk}/?compare={parent.pk}"
    assert "2 of 2" in text
    back = owner_client.get(address(parent)).text
    assert step(back, "compare") == f"/images/{parent.pk}/?compare={child.pk}"


def test_viewer_shows_tags_that_lead_to_their_pictures(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    image.tags.add("blue hour")
    assert 'href="/gallery/?tag=blue%20hour"' in owner_client.get(address(image), {"info": 1}).text


def test_deletion_in_the_viewer_can_be_undone(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    response = owner_client.post(f"{address(image)}delete", follow=True)
    image.refresh_from_db()
    assert image.trashed_at is not None
    assert "1 image moved to the trash." in response.text
    assert ">Undo</button>" in response.text


def test_deletion_with_script_answers_with_a_toast(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    response = owner_client.post(f"{address(image)}delete", headers={"HX-Request": "true"})
    assert f'"pk": {image.pk}' in response.headers["HX-Trigger"]
    assert "Undo" in response.text
    assert "<html" not in response.text


def test_deletion_of_a_strangers_picture_is_404(owner: User, stranger_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    response = stranger_client.post(f"{address(image)}delete")
    assert response.status_code == HTTPStatus.NOT_FOUND
