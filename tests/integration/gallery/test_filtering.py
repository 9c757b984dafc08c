"""The gallery's page as it is narrowed: pane, chips, figures and saved views."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gallery.models import Image, SavedFilter
from gallery.paging import PAGE_SIZE
from tests.factories.gallery import ImageFactory, images_of
from tests.integration.gallery.test_gallery import HTMX, URL, older_url, tiles

FOUND = {**HTMX, "HX-Target": "found"}


@pytest.fixture
def pro(owner: User) -> Image:
    """A picture of Pro, beside one of Flash."""
    ImageFactory.create(owner=owner, tier="flash", prompt="a house")
    image = ImageFactory.create(owner=owner, tier="pro", prompt="a red kettle", model="m-pro")
    image.tags.add("keeper")
    return image


def box(text: str, name: str, value: str) -> str:
    """The checkbox of the pane."""
    found = re.search(rf'<input class="check"[^>]*name="{name}"[^>]*value="{value}"[^>]*>', text)
    assert found is not None
    return found[0]


def test_address_narrows_the_page_and_is_shown_in_the_pane(
    owner_client: Client, pro: Image
) -> None:
    text = owner_client.get(URL, {"tier": "pro", "q": "kettle"}).text
    assert tiles(text) == [pro.pk]
    assert "checked" in box(text, "tier", "pro")
    assert "checked" not in box(text, "tier", "flash")
    assert 'value="kettle"' in text


def test_chips_lead_to_the_page_without_them(owner_client: Client, pro: Image) -> None:
    text = owner_client.get(URL, {"tier": "pro", "q": "kettle"}).text
    found = re.findall(r'<a class="chip"\s+href="/gallery/\?([^"]*)"\s+aria-label="([^"]+)"', text)
    assert dict(map(reversed, found)) == {
        "Remove the filter Pro": "q=kettle",
        "Remove the filter “kettle”": "tier=pro",
    }
    assert "Clear filters" in text


def test_tiles_and_next_page_keep_the_filters(owner: User, owner_client: Client) -> None:
    images_of(owner, PAGE_SIZE + 3)
    text = owner_client.get(URL, {"source": "generated", "sort_by": "oldest"}).text
    assert f'/gallery/{tiles(text)[0]}/?source=generated&amp;sort_by=oldest"' in text
    following = owner_client.get(
        re.search(r'href="(/gallery/\?[^"]+)"\s+rel="next"', text)[1].replace("&amp;", "&")  # type: ignore[index]
    ).text
    assert len(tiles(following)) == 3
    assert not set(tiles(text)) & set(tiles(following))
    assert older_url(following) == ""


def test_filter_change_gets_its_part_and_a_clean_address(owner_client: Client, pro: Image) -> None:
    response = owner_client.get(URL, {"tier": "pro", "q": "", "tag": ""}, headers=FOUND)
    assert "<html" not in response.text
    assert tiles(response.text) == [pro.pk]
    assert response.headers["HX-Push-Url"] == "/gallery/?tier=pro"
    assert "HX-Target" in response.headers["Vary"]


def test_nothing_found_names_the_filters(owner_client: Client, pro: Image) -> None:
    text = owner_client.get(URL, {"tier": "pro", "q": "lantern"}).text
    assert "No picture matches these filters" in text
    assert "<b>Pro</b> and <b>“lantern”</b> at once" in text
    assert "No pictures yet" not in text


def test_odd_filter_is_told_beside_its_field_and_narrows_nothing(
    owner_client: Client, pro: Image
) -> None:
    text = owner_client.get(URL, {"start_date": "soon", "tier": "<b>", "q": "??"}).text
    assert len(tiles(text)) == 2
    assert "Write it as 2026-11-20." in text
    assert "Nothing here is called “&lt;b&gt;”." in text
    assert "Write a word or a number." in text


def test_filter_change_tells_what_is_wrong_beside_its_field(
    owner_client: Client, pro: Image
) -> None:
    text = owner_client.get(URL, {"start_date": "soon"}, headers=FOUND).text
    told = r'id="problem-{}"[^>]*hx-swap-oob="true">{}</div>'
    sentence = '<p class="error" role="alert">Write it as 2026-11-20.</p>'
    assert re.search(told.format("start_date", re.escape(sentence)), text)
    assert re.search(told.format("q", ""), text)
    page = owner_client.get(URL).text
    places = re.findall(r'id="(problem-\w+)"', text)
    assert sorted(places) == sorted(re.findall(r'id="(problem-\w+)"', page))


def test_most_edited_have_no_days(owner: User, owner_client: Client) -> None:
    images_of(owner, 3)
    first = ImageFactory.create(owner=owner, edit_count=2)
    text = owner_client.get(URL, {"sort_by": "most_edited"}).text
    assert tiles(text)[0] == first.pk
    assert not re.search(r'class="day"[^>]*>\s*<h2>', text)


def test_counts_come_after_the_page(owner_client: Client, pro: Image) -> None:
    page = owner_client.get(URL, {"tier": "pro"}).text
    assert 'hx-get="/gallery/counts?tier=pro"' in page
    text = owner_client.get("/gallery/counts", {"tier": "pro"}, headers=HTMX).text
    key = re.search(r'id="(tier-\w+)"', box(page, "tier", "flash"))
    assert key is not None
    assert f'id="count-{key[1]}" hx-swap-oob="true">1<' in text
    assert ">1 image</" in text
    assert 'value="m-pro"' in text
    assert 'value="keeper"' in text


def test_tile_size_is_kept_on_the_device(owner_client: Client, pro: Image) -> None:
    assert 'data-tile-size="3"' in owner_client.get(URL).text
    owner_client.cookies["tile_size"] = "5"
    assert 'data-tile-size="5"' in owner_client.get(URL).text
    owner_client.cookies["tile_size"] = '"><script>'
    assert 'data-tile-size="3"' in owner_client.get(URL).text


def test_view_is_saved_by_name(owner: User, owner_client: Client, pro: Image) -> None:
    sent = {"name": "Kettles", "query": "tier=pro&q=kettle&before=1-1&tag="}
    response = owner_client.post("/gallery/views/", sent)
    assert response.headers["Location"] == "/gallery/?tier=pro&q=kettle"
    text = owner_client.get(URL).text
    assert re.search(r'href="/gallery/\?tier=pro&amp;q=kettle">Kettles</a>', text)


def test_saved_view_appears_in_the_pane_at_once(owner_client: Client, db: None) -> None:
    sent = {"name": "Stars", "query": "starred=true"}
    text = owner_client.post("/gallery/views/", sent, headers=HTMX).text
    assert 'id="saved-filters"' in text
    assert ">Stars</a>" in text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": "Stars", "query": "starred=true"}, "You have a view of this name."),
        ({"name": "All", "query": "select=1"}, "Choose at least one filter first."),
        ({"name": " ", "query": "starred=true"}, "This field is required."),
        ({"name": "x" * 81, "query": "starred=true"}, "at most 80 characters"),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_view_that_cannot_be_saved_says_why(
    owner: User, owner_client: Client, sent: dict[str, str], sentence: str, headers: dict[str, str]
) -> None:
    SavedFilter.objects.create(owner=owner, name="Stars", query="starred=1")
    response = owner_client.post("/gallery/views/", sent, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in response.text
    assert SavedFilter.objects.count() == 1


def test_saved_view_is_renamed_and_deleted(owner: User, owner_client: Client) -> None:
    saved = SavedFilter.objects.create(owner=owner, name="Stars", query="starred=true")
    url = f"/gallery/views/{saved.pk}/"
    assert "Stars" in owner_client.get(url).text
    owner_client.post(url, {"name": "Keepers"})
    assert SavedFilter.objects.get().name == "Keepers"
    assert SavedFilter.objects.get().query == "starred=true"
    owner_client.post(f"{url}delete")
    assert not SavedFilter.objects.exists()


def test_strangers_view_is_not_there(owner: User, stranger_client: Client) -> None:
    saved = SavedFilter.objects.create(owner=owner, name="Kelda", query="starred=true")
    url = f"/gallery/views/{saved.pk}/"
    assert stranger_client.get(url).status_code == HTTPStatus.NOT_FOUND
    assert stranger_client.post(f"{url}delete").status_code == HTTPStatus.NOT_FOUND
    assert "Kelda" not in stranger_client.get(URL).text
