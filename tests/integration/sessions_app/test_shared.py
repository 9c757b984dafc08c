from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gallery.models import Image
from sessions_app import sessions
from sessions_app.models import Message, ShareLink, WorkSession
from sessions_app.sharing import links, throttle
from tests.factories.conversations import an_exchange
from tests.factories.gallery import stored_image
from tests.factories.sessions import WorkSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kelda(owner: User) -> WorkSession:
    return WorkSessionFactory.create(owner=owner, name="Kelda House")


@pytest.fixture
def image(owner: User) -> Image:
    return stored_image(owner, prompt="a house")


@pytest.fixture
def answer(kelda: WorkSession, image: Image) -> Message:
    return an_exchange(kelda, "a house", image=image, answer="Here it is.")


@pytest.fixture
def link(kelda: WorkSession, answer: Message) -> ShareLink:
    return links.make(kelda, answer, days=7, now=timezone.now())


def page_of(link: ShareLink) -> str:
    return reverse("sessions_app:shared", args=[link.token])


def picture_of(link: ShareLink, image: Image, width_px: int = 640) -> str:
    return reverse("sessions_app:shared_image", args=[link.token, image.pk, width_px])


def test_nobody_reads_the_branch(client: Client, link: ShareLink, image: Image) -> None:
    answer = client.get(page_of(link))
    assert "Here it is." in answer.text
    assert picture_of(link, image) in answer.text
    assert client.get(picture_of(link, image)).headers["Content-Type"] == "image/webp"


def test_page_tells_no_price_and_no_name(client: Client, link: ShareLink) -> None:
    text = client.get(page_of(link)).text
    assert "$" not in text
    assert "ada" not in text
    assert "/media/images/" not in text


def test_page_stays_out_of_search_engines(client: Client, link: ShareLink) -> None:
    answer = client.get(page_of(link))
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert '<meta name="robots" content="noindex' in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_said_later_is_not_shared(
    client: Client, kelda: WorkSession, link: ShareLink, answer: Message
) -> None:
    an_exchange(kelda, "a secret", parent=answer, answer="Of course.")
    assert "a secret" not in client.get(page_of(link)).text


def test_staff_close_a_link_and_see_no_address(client: Client, link: ShareLink) -> None:
    client.force_login(User.objects.create_superuser("root"))
    url = reverse("admin:sessions_app_sharelink_changelist")
    assert link.token not in client.get(url).text
    client.post(url, {"action": "revoke", "_selected_action": [link.pk]})
    assert Client().get(page_of(link)).status_code == 404


def test_revoked_link_opens_nothing(client: Client, link: ShareLink, image: Image) -> None:
    links.revoke(link, now=timezone.now())
    answer = client.get(page_of(link))
    assert answer.status_code == 404
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert client.get(picture_of(link, image)).status_code == 404


def test_expired_link_opens_nothing(client: Client, kelda: WorkSession, answer: Message) -> None:
    before = timezone.now() - timedelta(days=8)
    link = links.make(kelda, answer, days=7, now=before)
    assert client.get(page_of(link)).status_code == 404


def test_link_of_a_deleted_session_opens_nothing(
    client: Client, kelda: WorkSession, link: ShareLink
) -> None:
    sessions.delete(kelda, with_pictures=False)
    assert client.get(page_of(link)).status_code == 404


def test_other_pictures_stay_private(client: Client, owner: User, link: ShareLink) -> None:
    other = stored_image(owner)
    assert client.get(picture_of(link, other)).status_code == 404


def test_deleted_picture_is_not_served(client: Client, link: ShareLink, image: Image) -> None:
    image.trash()
    assert client.get(picture_of(link, image)).status_code == 404


def test_guessing_is_slowed(client: Client, link: ShareLink) -> None:
    wrong = reverse("sessions_app:shared", args=["nothing"])
    told = [client.get(wrong).status_code for _ in range(throttle.GUESSES + 1)]
    assert told == [404] * throttle.GUESSES + [429]
    assert client.get(page_of(link)).status_code == 429


def test_open_links_are_bounded(kelda: WorkSession, answer: Message) -> None:
    for _ in range(links.MAX_OPEN):
        links.make(kelda, answer, days=None, now=timezone.now())
    with pytest.raises(links.TooManyLinks):
        links.make(kelda, answer, days=None, now=timezone.now())


def test_closed_links_go_after_a_while(kelda: WorkSession, answer: Message) -> None:
    now = timezone.now()
    gone = links.make(kelda, answer, days=1, now=now - timedelta(days=40))
    kept = links.make(kelda, answer, days=30, now=now - timedelta(days=40))
    assert links.sweep_closed(now, True).count == 1
    links.sweep_closed(now, False)
    assert list(ShareLink.objects.all()) == [kept]
    assert gone.pk != kept.pk
