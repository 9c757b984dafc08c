from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gallery import storage
from gallery.models import Image
from tests.factories.gallery import ImageFactory, stored_image

HTMX = {"HX-Request": "true"}
DETAILS: dict[str, Any] = {
    "requested": {"aspect_ratio": "16:9", "person_generation": "allow_adult"},
    "sent": {"model": "gemini-3-pro-image"},
    "received": {"finish_reason": "STOP"},
    "tokens": {"input": 2316, "output": 1120, "thoughts": 842},
    "cost_usd": "0.149",
    "text": "Here is <script>your</script> house.",
    "grounding": {
        "webSearchQueries": ["headland houses"],
        "groundingChunks": [{"web": {"uri": "https://example.com/h", "title": "Houses"}}],
        "searchEntryPoint": {"renderedContent": "<style>a{color:red}</style><a>chip</a>"},
    },
}


@pytest.fixture
def image(owner: User) -> Image:
    return stored_image(owner, prompt="A white <b>house</b>", model="m-1", details=DETAILS)


@pytest.fixture
def url(image: Image) -> str:
    return f"/images/{image.pk}/"


def test_image_page_tells_how_the_picture_came_to_be(owner_client: Client, url: str) -> None:
    text = owner_client.get(url).text
    assert "A white &lt;b&gt;house&lt;/b&gt;" in text
    assert "2,316 in, 1,120 out, 842 thinking" in text
    assert "$0.149" in text
    assert "Here is &lt;script&gt;your&lt;/script&gt; house." in text
    assert "gemini-3-pro-image" in text


def test_image_page_calls_the_model_by_its_name(owner: User, owner_client: Client) -> None:
    image = stored_image(owner, model="gemini-3-pro-image")
    text = owner_client.get(f"/images/{image.pk}/").text
    assert "gemini-3-pro-image" not in text
    assert "Nano Banana Pro" in text


def test_image_page_names_its_sources(owner_client: Client, image: Image, url: str) -> None:
    response = owner_client.get(url)
    assert "Searched for: headland houses" in response.text
    assert 'href="https://example.com/h"' in response.text
    assert f'src="/images/{image.pk}/search-suggestions"' in response.text
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_search_suggestions_are_shut_in_a_sandbox(owner_client: Client, url: str) -> None:
    response = owner_client.get(f"{url}search-suggestions")
    assert response.text == "<style>a{color:red}</style><a>chip</a>"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy


def test_search_suggestions_of_a_picture_without_search_are_404(
    owner: User, owner_client: Client
) -> None:
    response = owner_client.get(f"/images/{stored_image(owner).pk}/search-suggestions")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_image_page_offers_to_reuse_its_prompt(
    owner_client: Client, image: Image, url: str
) -> None:
    assert f"?reuse_image={image.pk}" in owner_client.get(url).text


def test_image_page_of_an_upload_has_no_prompt_to_reuse(owner: User, owner_client: Client) -> None:
    assert "reuse_image" not in owner_client.get(f"/images/{stored_image(owner).pk}/").text


def test_image_page_of_a_missing_file_says_so(owner_client: Client, image: Image, url: str) -> None:
    storage.remove(image.name)
    text = owner_client.get(url).text
    assert "The file of this picture is missing" in text
    assert "/download" not in text


@pytest.mark.parametrize("path", ["", "star", "describe", "delete", "search-suggestions"])
def test_strangers_picture_is_404_at_every_door(
    stranger_client: Client, url: str, path: str
) -> None:
    method = stranger_client.get if path in {"", "search-suggestions"} else stranger_client.post
    assert method(f"{url}{path}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["star", "describe", "delete", "restore"])
def test_nothing_changes_by_get(owner_client: Client, url: str, path: str) -> None:
    assert owner_client.get(f"{url}{path}").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_deleted_picture_has_no_page(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner, trashed_at=timezone.now())
    assert owner_client.get(f"/images/{image.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_star_leads_back_to_where_it_was_pressed(
    owner_client: Client, image: Image, url: str
) -> None:
    response = owner_client.post(f"{url}star", {"starred": "1", "next": "/gallery/?x=1"})
    image.refresh_from_db()
    assert image.starred
    assert response.headers["Location"] == "/gallery/?x=1"


def test_star_leads_nowhere_else(owner_client: Client, url: str) -> None:
    data = {"starred": "1", "next": "https://evil.example/"}
    assert owner_client.post(f"{url}star", data).headers["Location"] == url


def test_star_is_taken_away(owner_client: Client, image: Image, url: str) -> None:
    owner_client.post(f"{url}star", {"starred": "1"})
    owner_client.post(f"{url}star", {"starred": "0"})
    image.refresh_from_db()
    assert not image.starred


def test_star_swaps_its_button_alone(owner_client: Client, image: Image, url: str) -> None:
    text = owner_client.post(f"{url}star", {"starred": "1"}, headers=HTMX).text
    assert f'id="star-{image.pk}"' in text
    assert 'aria-pressed="true"' in text
    assert "<html" not in text


def test_description_is_kept(owner_client: Client, image: Image, url: str) -> None:
    response = owner_client.post(f"{url}describe", {"alt": "A house by the sea"}, follow=True)
    assert 'alt="A house by the sea"' in response.text
    assert "Description saved." in response.text


@pytest.mark.parametrize("alt", ["x" * 501, "nul\0"])
def test_description_that_cannot_be_kept_is_refused_beside_the_field(
    owner_client: Client, image: Image, url: str, alt: str
) -> None:
    response = owner_client.post(f"{url}describe", {"alt": alt})
    image.refresh_from_db()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert '<p class="error">' in response.text
    assert image.alt == ""


def test_number_beyond_all_rows_is_404(owner_client: Client) -> None:
    assert owner_client.get(f"/images/{'9' * 30}/").status_code == HTTPStatus.NOT_FOUND
