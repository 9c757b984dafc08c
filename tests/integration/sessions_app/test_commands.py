from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from sessions_app.models import ApiToken
from sessions_app.models.api_token import today
from tests.factories.sessions import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def create_user(monkeypatch: pytest.MonkeyPatch) -> Create:
    return Create(monkeypatch)


class Create:
    """`create_user` with a password on its standard input."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str, password: str = PASSWORD) -> str:
        self._monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n"))
        output = StringIO()
        call_command("create_user", *words, "--password-stdin", stdout=output)
        return output.getvalue()


def test_create_user_makes_one_who_can_sign_in(create_user: Create) -> None:
    assert create_user("eve") == "eve can sign in.\n"
    user = User.objects.get(username="eve")
    assert user.check_password(PASSWORD)
    assert not user.is_staff


def test_create_user_vouches_for_the_address(create_user: Create) -> None:
    create_user("eve", "--email", "Eve@Example.org")
    address = EmailAddress.objects.get(user__username="eve")
    assert (address.email, address.verified, address.primary) == ("eve@example.org", True, True)


def test_create_user_makes_staff_on_request(create_user: Create) -> None:
    create_user("eve", "--staff")
    assert User.objects.get(username="eve").is_staff


def test_create_user_refuses_a_taken_name(create_user: Create, ada: User) -> None:
    with pytest.raises(CommandError, match="already exists"):
        create_user("ADA")


def test_create_user_refuses_a_taken_address(create_user: Create, ada: User) -> None:
    with pytest.raises(CommandError, match="belongs to another user"):
        create_user("eve", "--email", "ada@example.org")


@pytest.mark.parametrize(
    ("name", "email", "password", "sentence"),
    [
        ("eve", "no-address", PASSWORD, "valid email address"),
        ("no name", "", PASSWORD, "valid username"),
        ("x" * 151, "", PASSWORD, "150"),
        ("eve", "", "short", "too short"),
        ("eve", "", "password123", "too common"),
        ("eve", "", "", "too short"),
    ],
)
def test_create_user_refuses_with_a_sentence(
    create_user: Create, name: str, email: str, password: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        create_user(name, "--email", email, password=password)
    assert not User.objects.exists()


def test_create_user_without_terminal_asks_for_the_option(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    with pytest.raises(CommandError, match="--password-stdin"):
        call_command("create_user", "eve")


def _token(*words: str) -> str:
    output = StringIO()
    call_command("create_api_token", *words, stdout=output)
    return output.getvalue()


def test_create_api_token_prints_the_bare_token_alone(ada: User) -> None:
    printed = _token("ada", "--label", "laptop")
    token = ApiToken.objects.matching(printed.removesuffix("\n"))
    assert token is not None
    assert (token.owner, token.label) == (ada, "laptop")


def test_create_api_token_keeps_only_a_hash(ada: User) -> None:
    bare = _token("ada").strip()
    assert bare not in str(ApiToken.objects.values().get())


def test_create_api_token_for_some_days(ada: User) -> None:
    _token("ada", "--days", "30")
    assert ApiToken.objects.get().expires_on == today() + timedelta(days=30)
    with pytest.raises(CommandError, match="whole days, 1 to"):
        _token("ada", "--days", "0")


def test_create_api_token_refuses_an_unknown_name() -> None:
    with pytest.raises(CommandError, match="There is no user nobody"):
        _token("nobody")


def test_create_api_token_refuses_an_endless_label(ada: User) -> None:
    with pytest.raises(CommandError, match="at most 100"):
        _token("ada", "--label", "x" * 101)
