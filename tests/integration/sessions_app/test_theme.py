from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sessions_app.models import Preferences, Theme


@pytest.fixture
def signed_in(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_theme_is_kept_and_leads_back(signed_in: Client, ada: User) -> None:
    response = signed_in.post("/theme", {"theme": "dark", "next": "/gallery/?page=2"})
    assert response.headers["Location"] == "/gallery/?page=2"
    assert Preferences.of(ada).theme == Theme.DARK


def test_theme_can_change_again(signed_in: Client, ada: User) -> None:
    signed_in.post("/theme", {"theme": "dark"})
    signed_in.post("/theme", {"theme": "system"})
    assert Preferences.of(ada).theme == Theme.SYSTEM


def test_theme_leads_nowhere_else(signed_in: Client) -> None:
    response = signed_in.post("/theme", {"theme": "dark", "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


def test_theme_that_does_not_exist_is_refused(signed_in: Client, ada: User) -> None:
    assert signed_in.post("/theme", {"theme": "pink"}).status_code == 400
    assert not Preferences.objects.filter(owner=ada).exists()


def test_theme_changes_by_post_only(signed_in: Client) -> None:
    assert signed_in.get("/theme?theme=dark").status_code == 405


def test_theme_of_nobody_leads_to_sign_in(client: Client, db: None) -> None:
    response = client.post("/theme", {"theme": "dark"})
    assert response.headers["Location"].startswith("/accounts/login/")
