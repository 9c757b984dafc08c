from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

from sessions_app.models import ApiToken
from tests.factories.sessions import PASSWORD, ApiTokenFactory

NEW = "another-password-of-the-tests"
RESET = "/accounts/password/reset/"


def _signed_in(client: Client) -> bool:
    return client.get("/accounts/password/change/").status_code == 200


def _change(client: Client, old: str = PASSWORD) -> None:
    data = {"oldpassword": old, "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", data)


@pytest.fixture
def signed_in(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_password_change_sets_the_new_password(signed_in: Client, ada: User) -> None:
    _change(signed_in)
    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_password_change_wants_the_old_password(signed_in: Client, ada: User) -> None:
    _change(signed_in, old="wrong")
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_password_change_ends_the_other_sessions(signed_in: Client, ada: User) -> None:
    other = Client()
    other.force_login(ada)
    _change(signed_in)
    assert _signed_in(signed_in)
    assert not _signed_in(other)


def test_password_change_ends_the_tokens_of_this_person(signed_in: Client, ada: User) -> None:
    ApiTokenFactory.create(owner=ada)
    strangers = ApiTokenFactory.create()
    _change(signed_in)
    assert list(ApiToken.objects.all()) == [strangers]


def test_password_change_is_told_by_mail(signed_in: Client, ada: User) -> None:
    _change(signed_in)
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_password_of_the_admin_page_ends_the_tokens_too(admin_client: Client, ada: User) -> None:
    ApiTokenFactory.create(owner=ada)
    data = {"password1": NEW, "password2": NEW, "usable_password": "true", "set-password": ""}
    admin_client.post(f"/admin/auth/user/{ada.pk}/password/", data)
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert not ada.api_tokens.exists()


def test_signing_in_ends_no_token(client: Client, ada: User, settings: Settings) -> None:
    ApiTokenFactory.create(owner=ada)
    # A stronger hasher renews the stored hash at sign-in: not a change of password.
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    ada.refresh_from_db()
    assert ada.password.startswith("scrypt")
    assert ada.api_tokens.exists()


def _reset_link(client: Client, settings: Settings) -> str:
    client.post(RESET, {"email": "ada@example.org"})
    found = re.search(re.escape(settings.SITE_URL) + r"(/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return str(found[1])


def test_reset_by_mail_sets_the_new_password(client: Client, ada: User, settings: Settings) -> None:
    settings.SITE_URL = "https://musa.example"
    form = client.get(_reset_link(client, settings), follow=True)
    path = form.redirect_chain[-1][0]
    client.post(path, {"password1": NEW, "password2": NEW})
    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_reset_link_works_once(client: Client, ada: User, settings: Settings) -> None:
    link = _reset_link(client, settings)
    path = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(path, {"password1": NEW, "password2": NEW})
    assert Client().get(link, follow=True).redirect_chain == []


def test_reset_link_names_the_site_not_the_host_of_the_request(
    client: Client, ada: User, settings: Settings
) -> None:
    settings.SITE_URL = "https://musa.example"
    client.post(RESET, {"email": "ada@example.org"}, headers={"host": "localhost"})
    assert "https://musa.example/accounts/password/reset/key/" in mail.outbox[-1].body
    assert "http://localhost" not in mail.outbox[-1].body


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_reset_has_one_answer_for_known_and_unknown(client: Client, ada: User, email: str) -> None:
    response = client.post(RESET, {"email": email})
    assert response.headers["Location"] == "/accounts/password/reset/done/"
    assert len(mail.outbox) == 1


def test_reset_ends_sessions(client: Client, ada: User, settings: Settings) -> None:
    other = Client()
    other.force_login(ada)
    path = client.get(_reset_link(client, settings), follow=True).redirect_chain[-1][0]
    client.post(path, {"password1": NEW, "password2": NEW})
    assert not _signed_in(other)


def test_an_address_changes_only_after_the_password(signed_in: Client, ada: User) -> None:
    response = signed_in.post("/accounts/email/", {"action_add": "", "email": "b@example.org"})
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
