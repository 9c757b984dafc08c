from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.factories.sessions import PASSWORD

SIGNUP = "/accounts/signup/"
EVE = {"username": "eve", "email": "eve@example.org", "password1": PASSWORD}

pytestmark = pytest.mark.django_db


@pytest.fixture
def signup_open(settings: Settings) -> None:
    settings.SIGNUP_OPEN = True


def test_sign_up_is_closed_by_default(client: Client) -> None:
    response = client.post(SIGNUP, EVE)
    assert "closed" in response.text
    assert not User.objects.exists()


def test_sign_in_page_leads_to_a_new_account_where_sign_up_is_open(
    client: Client, settings: Settings
) -> None:
    link = f'href="{SIGNUP}"'
    assert link not in client.get("/accounts/login/").text
    settings.SIGNUP_OPEN = True
    assert link in client.get("/accounts/login/").text


def test_sign_up_makes_a_plain_user_and_signs_in(client: Client, signup_open: None) -> None:
    response = client.post(SIGNUP, EVE)
    assert response.headers["Location"] == "/"
    user = User.objects.get(username="eve")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not user.is_staff


def test_sign_up_ignores_what_the_form_does_not_ask(client: Client, signup_open: None) -> None:
    client.post(SIGNUP, {**EVE, "is_staff": "on", "is_superuser": "on"})
    user = User.objects.get(username="eve")
    assert not (user.is_staff or user.is_superuser)


def test_sign_up_takes_a_name_once_whatever_its_case(
    client: Client, signup_open: None, ada: User
) -> None:
    response = client.post(SIGNUP, {**EVE, "username": "ADA"})
    assert "already exists" in response.text
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["short-7", "x" * 129 + "9", "12345678901", "password123"])
def test_sign_up_refuses_a_weak_or_endless_password(
    client: Client, signup_open: None, password: str
) -> None:
    response = client.post(SIGNUP, {**EVE, "password1": password})
    assert "This password is" in response.text
    assert not User.objects.exists()


def test_sign_up_takes_128_characters(client: Client, signup_open: None) -> None:
    client.post(SIGNUP, {**EVE, "password1": "q7-" + "x" * 125})
    assert User.objects.filter(username="eve").exists()
