"""The page of one session, and drawing for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sessions_app import filing
from sessions_app.models import WorkSession
from studio import actions
from studio.models import Batch, Generation
from studio.pulse import open_work
from tests.factories.gallery import images_of
from tests.factories.sessions import WorkSessionFactory
from tests.factories.studio import BatchFactory, GenerationFactory
from tests.integration.studio.pages.conftest import HTMX, queries

pytestmark = pytest.mark.usefixtures("simulator")
GENERATE = "/"
SESSIONS = "/sessions/"


@pytest.fixture
def kelda(owner: User) -> WorkSession:
    return WorkSessionFactory.create(owner=owner, name="Kelda House")


@pytest.fixture
def session_page(kelda: WorkSession) -> str:
    return reverse("studio:session", args=[kelda.pk])


def form(**fields: Any) -> dict[str, Any]:
    return {"prompt": "a white house", "count": "1", **fields}


def test_session_leads_to_generate(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    assert f"{GENERATE}?session={kelda.pk}" in owner_client.get(session_page).text


def test_page_shows_pictures_and_what_they_cost(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    filing.file([image.pk for image in images_of(kelda.owner, 3)], kelda)
    batch = BatchFactory.create(owner=kelda.owner, work_session=kelda)
    GenerationFactory.create(batch=batch, complete=True, cost_usd="0.134")
    answer = owner_client.get(session_page)
    assert len(answer.context["page"].pictures) == 3
    assert "3 images, $0.13" in answer.text


def test_page_costs_the_same_for_more_pictures(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    filing.file([image.pk for image in images_of(kelda.owner, 2)], kelda)
    few = queries(owner_client, session_page)
    filing.file([image.pk for image in images_of(kelda.owner, 20)], kelda)
    assert queries(owner_client, session_page) == few


def test_strangers_session_is_404(stranger_client: Client, session_page: str) -> None:
    assert stranger_client.get(session_page).status_code == 404
    assert stranger_client.post(f"{session_page}defaults").status_code == 404


def test_defaults_are_kept_and_start_the_composer(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    said = {"aspect_ratio": "16:9", "resolution": "2K", "google_search_enabled": "yes"}
    owner_client.post(f"{session_page}defaults", said)
    kelda.refresh_from_db()
    assert kelda.defaults == said | {"google_search_enabled": True}
    composer = owner_client.get(GENERATE, {"session": kelda.pk}).context["composer"]
    assert (composer.ratio, composer.resolution, composer.session) == ("16:9", "2K", kelda)


def test_how_much_history_goes_along_is_kept(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    owner_client.post(f"{session_page}defaults", {"history_turns": "5"})
    kelda.refresh_from_db()
    assert kelda.defaults == {"history_turns": 5}
    assert 'value="5" selected' in owner_client.get(session_page).text


def test_unknown_default_is_refused(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    assert owner_client.post(f"{session_page}defaults", {"aspect_ratio": "7:3"}).status_code == 422
    kelda.refresh_from_db()
    assert kelda.defaults == {}


def test_what_is_drawn_here_belongs_here(owner_client: Client, kelda: WorkSession) -> None:
    owner_client.post(GENERATE, form(session=kelda.pk))
    assert Batch.objects.get().work_session == kelda
    assert "session" not in Generation.objects.get().requested


def test_session_that_is_gone_is_told(owner_client: Client, stranger: User) -> None:
    other = WorkSessionFactory.create(owner=stranger)
    answer = owner_client.post(GENERATE, form(session=other.pk))
    assert answer.status_code == 422
    assert "This session is not there any more." in answer.text
    assert not Batch.objects.exists()


def test_strangers_session_cannot_be_named(owner_client: Client, stranger: User) -> None:
    other = WorkSessionFactory.create(owner=stranger)
    assert owner_client.get(GENERATE, {"session": other.pk}).status_code == 404


@pytest.fixture
def working(owner: User, kelda: WorkSession) -> Generation:
    """A turn that is being answered."""
    return GenerationFactory.create(batch=BatchFactory.create(owner=owner, work_session=kelda))


def pulse_of(owner: User, *tokens: str) -> str:
    said = "".join(f"&session_card={token}" for token in tokens)
    return open_work(owner, now=timezone.now()).pulse.url + said


def test_list_tells_which_session_works(
    owner_client: Client, kelda: WorkSession, working: Generation
) -> None:
    text = owner_client.get(SESSIONS).text
    assert "Working" in text
    assert f'value="{kelda.pk}:1"' in text


def test_pulse_redraws_the_card_when_its_work_ends(
    owner_client: Client, owner: User, kelda: WorkSession, working: Generation
) -> None:
    same = owner_client.get(pulse_of(owner, f"{kelda.pk}:1"), headers=HTMX)
    assert same.status_code == 204
    actions.cancel(generation=working, by=owner)
    text = owner_client.get(pulse_of(owner, f"{kelda.pk}:1"), headers=HTMX).text
    assert f'id="session-{kelda.pk}" hx-swap-oob="true"' in " ".join(text.split())
    assert "Working" not in text


def test_pulse_tells_strangers_nothing_of_a_session(
    stranger_client: Client, stranger: User, kelda: WorkSession, working: Generation
) -> None:
    answer = stranger_client.get(pulse_of(stranger, f"{kelda.pk}:0"), headers=HTMX)
    assert answer.status_code == 204


def test_list_costs_the_same_for_more_working_sessions(
    owner_client: Client, owner: User, working: Generation
) -> None:
    few = queries(owner_client, SESSIONS)
    for session in WorkSessionFactory.create_batch(4, owner=owner):
        GenerationFactory.create(batch=BatchFactory.create(owner=owner, work_session=session))
    assert queries(owner_client, SESSIONS) == few
