from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from pytest_django import Settings

from sessions_app.models import ApiToken, Message, ShareLink, WorkSession
from sessions_app.sharing import links
from tests.factories.conversations import an_exchange
from tests.factories.sessions import WorkSessionFactory
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def kelda(owner: User) -> WorkSession:
    return WorkSessionFactory.create(owner=owner, name="Kelda House")


@pytest.fixture
def answer(kelda: WorkSession) -> Message:
    return an_exchange(kelda, "a house", answer="Here it is.")


@pytest.fixture
def path(kelda: WorkSession, answer: Message) -> str:
    return f"/sessions/{kelda.pk}/shares"


def test_link_opens_the_branch_that_is_shown(
    client_of_owner: ApiClient, client: Client, path: str, answer: Message
) -> None:
    made = client_of_owner.post(path, {})
    assert (made.status_code, made.json()["message_id"]) == (201, answer.pk)
    assert "Here it is." in client.get(made.json()["url"]).text
    ends = parse_datetime(made.json()["expires_at"])
    assert ends and timedelta(days=6) < ends - timezone.now() <= timedelta(days=7)


def test_links_are_listed_and_revoked(
    client_of_owner: ApiClient, client: Client, path: str
) -> None:
    first, last = (client_of_owner.post(path, {"days": days}).json() for days in (1, None))
    listed = client_of_owner.get(path).json()["items"]
    assert listed == [last, first]
    assert client_of_owner.delete(f"{path}/{last['id']}").status_code == 204
    assert client_of_owner.get(path).json()["items"] == [first]
    assert client.get(last["url"]).status_code == 404
    assert client_of_owner.delete(f"{path}/{last['id']}").status_code == 404


def test_what_cannot_be_shared_is_refused(
    client_of_owner: ApiClient, owner: User, path: str
) -> None:
    elsewhere = an_exchange(WorkSessionFactory.create(owner=owner), "another")
    assert pointers(client_of_owner.post(path, {"message_id": elsewhere.pk})) == ["/message_id"]
    assert pointers(client_of_owner.post(path, {"days": 0})) == ["/days"]
    silent = WorkSessionFactory.create(owner=owner)
    assert pointers(client_of_owner.post(f"/sessions/{silent.pk}/shares", {})) == [""]


def test_too_many_links_are_a_conflict(
    client_of_owner: ApiClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(links, "MAX_OPEN", 1)
    assert client_of_owner.post(path, {}).status_code == 201
    assert problem(client_of_owner.post(path, {})) == (409, "conflict")


def test_strangers_learn_and_change_nothing(
    client_of_owner: ApiClient, client_of_stranger: ApiClient, path: str
) -> None:
    made = client_of_owner.post(path, {}).json()
    assert client_of_stranger.get(path).status_code == 404
    assert client_of_stranger.post(path, {}).status_code == 404
    assert client_of_stranger.delete(f"{path}/{made['id']}").status_code == 404
    assert ShareLink.objects.get().revoked_at is None


def test_sharing_needs_the_scope_manage(owner: User, path: str) -> None:
    token = ApiToken.issue(owner=owner, scopes=["read", "generate"])[1]
    assert ApiClient(token).get(path).status_code == 200
    assert ApiClient(token).post(path, {}).status_code == 403


def test_database_alone_opens_nothing(
    client_of_owner: ApiClient, client: Client, settings: Settings, path: str
) -> None:
    token = client_of_owner.post(path, {}).json()["url"].rstrip("/").rpartition("/")[2]
    stored = ShareLink.objects.values().get().values()
    assert token not in [str(value) for value in stored]
    settings.SECRET_KEY = "another secret, longer than fifty characters, as it was stolen"
    assert ShareLink.objects.get().token == ""
    assert client.get(f"/shared/{token}/").status_code == 200
