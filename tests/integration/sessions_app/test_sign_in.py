from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.factories.sessions import PASSWORD

LOGIN = "/accounts/login/"


def _signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.org", "Ada@Example.org"])
def test_sign_in_takes_name_or_email(client: Client, ada: User, login: str) -> None:
    response = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("studio:generate")
    assert _signed_in(client)


def test_sign_in_gives_a_new_session_key(client: Client, ada: User) -> None:
    client.session.save()
    client.cookies["musa_session"] = before = client.session.session_key or ""
    client.post(LOGIN, {"login": "ada", "password": PASSWORD})
    assert client.session.session_key != before


@pytest.mark.parametrize("login", ["ada", "nobody"])
def test_wrong_sign_in_has_one_answer(client: Client, ada: User, login: str) -> None:
    response = client.post(LOGIN, {"login": login, "password": "wrong-password"})
    assert "The username and/or password you specified are not correct." in response.text
    assert not _signed_in(client)


def test_sign_in_follows_next(client: Client, ada: User) -> None:
    response = client.post(LOGIN, {"login": "ada", "password": PASSWORD, "next": "/gallery/"})
    assert response.headers["Location"] == "/gallery/"


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_sign_in_follows_no_next_elsewhere(client: Client, ada: User, url: str) -> None:
    response = client.post(LOGIN, {"login": "ada", "password": PASSWORD, "next": url})
    assert response.headers["Location"] == reverse("studio:generate")


def _guess(
    client: Client, *logins: str, address: str = "10.0.0.1", headers: dict[str, str] | None = None
) -> None:
    for login in logins:
        data = {"login": login, "password": "wrong"}
        client.post(LOGIN, data, REMOTE_ADDR=address, headers=headers)


def _sign_in(client: Client, *, address: str, login: str = "ada") -> bool:
    data = {"login": login, "password": PASSWORD}
    client.post(LOGIN, data, REMOTE_ADDR=address)
    return _signed_in(client)


def test_five_wrong_guesses_slow_the_sixth(client: Client, ada: User) -> None:
    _guess(client, *["ada"] * 5)
    assert not _sign_in(client, address="10.0.0.1")


def test_four_wrong_guesses_do_not(client: Client, ada: User) -> None:
    _guess(client, *["ada"] * 4)
    assert _sign_in(client, address="10.0.0.1")


def test_guesses_from_elsewhere_lock_nobody_out(client: Client, ada: User) -> None:
    _guess(client, *["ada"] * 6, address="10.0.0.1")
    assert _sign_in(client, address="10.0.0.2")


def test_a_network_that_guesses_at_many_names_is_slowed(client: Client, ada: User) -> None:
    _guess(client, *"abcdefghij")
    assert not _sign_in(client, address="10.0.0.1")


def test_forwarded_addresses_are_not_believed_by_default(client: Client, ada: User) -> None:
    _guess(client, *["ada"] * 5, headers={"X-Forwarded-For": "192.0.2.7"})
    assert not _sign_in(client, address="10.0.0.1")


def test_too_many_requests_say_when_to_come_back(client: Client, ada: User) -> None:
    _guess(client, *[""] * 30)
    response = client.post(LOGIN, {"login": "", "password": ""}, REMOTE_ADDR="10.0.0.1")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert "Too many tries" in response.text


def test_sign_out_wants_a_post(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.get("/accounts/logout/")
    assert _signed_in(client)
    response = client.post("/accounts/logout/")
    assert response.headers["Location"] == LOGIN
    assert not _signed_in(client)


def test_someone_who_was_switched_off_cannot_sign_in(client: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    response = client.post(LOGIN, {"login": "ada", "password": PASSWORD})
    assert response.headers["Location"] == "/accounts/inactive/"
    assert not _signed_in(client)
