from __future__ import annotations

import io
import zipfile

import pytest
from django.contrib.auth.models import User

from tests.factories.conversations import an_exchange
from tests.factories.gallery import stored_image
from tests.factories.sessions import WorkSessionFactory
from tests.integration.api.client import ApiClient

pytestmark = pytest.mark.django_db


def test_session_is_taken_along(client_of_owner: ApiClient, owner: User) -> None:
    session = WorkSessionFactory.create(owner=owner)
    an_exchange(session, "a house", image=stored_image(owner), answer="White.")
    answer = client_of_owner.get(f"/sessions/{session.pk}/export.md")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "White." in packed.read("conversation.md").decode()
    assert len(packed.namelist()) == 2


def test_strangers_session_is_404(client_of_owner: ApiClient, stranger: User) -> None:
    session = WorkSessionFactory.create(owner=stranger)
    assert client_of_owner.get(f"/sessions/{session.pk}/export.md").status_code == 404


def test_sessions_are_found_by_what_was_said(client_of_owner: ApiClient, owner: User) -> None:
    session = WorkSessionFactory.create(owner=owner)
    WorkSessionFactory.create(owner=owner)
    an_exchange(session, "a lighthouse")
    found = client_of_owner.get("/sessions?q=LIGHTHOUSE").json()
    assert [each["id"] for each in found["items"]] == [session.pk]
