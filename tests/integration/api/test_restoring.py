"""What was deleted over the API comes back over it, as by the pages' Undo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gallery.models import Image
from sessions_app import filing
from sessions_app.models import WorkSession
from sessions_app.models.work_session import UNSAVED_KEPT
from tests import examples
from tests.factories.sessions import WorkSessionFactory
from tests.integration.api.client import ApiClient, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]

BODIES: dict[str, dict[str, Any]] = {
    "sessions": {"name": "Kelda House"},
    "memories": {"content": "Lime white, sea slate"},
    "templates": {"name": "Plinth", "text": "{product} on a plinth", "category": "product"},
    "sketches": {"concept": "A cat", "style": "vintage-mascot", "num_images": 3},
    "sites": {"spec": examples.spec("krume-bakery.json")},
}


def address(kind: str, client: ApiClient) -> str:
    made = client.post(f"/{kind}", BODIES[kind]).json()
    return f"/{kind}/{made.get('id') or made['run_id']}"


@pytest.mark.parametrize("kind", BODIES)
def test_deleted_comes_back_as_it_was(client_of_owner: ApiClient, kind: str) -> None:
    path = address(kind, client_of_owner)
    assert client_of_owner.delete(path).status_code == 204
    assert problem(client_of_owner.get(path)) == (404, "not_found")
    back = client_of_owner.post(f"{path}/restore")
    assert back.status_code == 200
    assert back.json() == client_of_owner.get(path).json()
    assert client_of_owner.post(f"{path}/restore").json() == back.json()


@pytest.mark.parametrize("kind", BODIES)
def test_strangers_bring_nothing_back(
    client_of_owner: ApiClient, client_of_stranger: ApiClient, kind: str
) -> None:
    path = address(kind, client_of_owner)
    client_of_owner.delete(path)
    assert problem(client_of_stranger.post(f"{path}/restore")) == (404, "not_found")
    assert client_of_owner.get(path).status_code == 404


def test_pictures_come_back_with_their_session(
    client_of_owner: ApiClient, owner: User, picture: Image
) -> None:
    session = WorkSessionFactory.create(owner=owner)
    filing.file([picture.pk], session)
    client_of_owner.delete(f"/sessions/{session.pk}")
    assert client_of_owner.get(f"/images/{picture.pk}").status_code == 404
    assert client_of_owner.post(f"/sessions/{session.pk}/restore").json()["image_count"] == 1
    assert client_of_owner.get(f"/images/{picture.pk}").status_code == 200


def test_session_whose_week_is_over_begins_another(client_of_owner: ApiClient, owner: User) -> None:
    long_ago = timezone.now() - UNSAVED_KEPT - timedelta(days=1)
    session = WorkSessionFactory.create(owner=owner, saved=False, deleted_at=timezone.now())
    WorkSession.objects.filter(pk=session.pk).update(changed_at=long_ago)
    back = client_of_owner.post(f"/sessions/{session.pk}/restore").json()
    assert back["goes_at"] > timezone.now().isoformat()


def test_memory_kept_again_meanwhile_is_a_conflict(client_of_owner: ApiClient) -> None:
    path = address("memories", client_of_owner)
    client_of_owner.delete(path)
    client_of_owner.post("/memories", BODIES["memories"])
    assert problem(client_of_owner.post(f"{path}/restore")) == (409, "conflict")
