"""What holds for every response and every address, whoever adds one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest
from cryptography.fernet import Fernet
from django.db import OperationalError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config.env import BASE_DIR
from tests.factories.sessions import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# Who is meant to see these pages has no account yet, or has lost the way in.
PUBLIC = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "healthz",
    "readyz",
}
# These answer nobody with 404 themselves, since an address of its own may open them: a share link,
# a site's preview, a tool's file.
SELF_GUARDED = {
    "gallery:file",
    "sessions_app:shared",
    "sessions_app:shared_image",
    "site_builder:frame",
    "site_builder:frame_asset",
    "site_builder:frame_picture",
    "studio:tool_file",
}
RESPONSES = [
    ("/accounts/login/", 200),
    ("/", 302),
    ("/nothing-here/", 404),
    ("/healthz", 200),
    ("/static/css/app.css", 200),
    ("/theme", 302),
    ("/%00", 404),
]


def _set(text: str) -> set[str]:
    return {directive.strip() for directive in text.split(";")}


def _get(client: Client, path: str) -> Any:
    response = client.get(path)
    response.close()  # a static file is an open one
    return response


@pytest.mark.parametrize(("path", "status"), RESPONSES)
def test_every_response_carries_the_policy(client: Client, path: str, status: int) -> None:
    response = _get(client, path)
    assert response.status_code == status
    assert _set(response.headers["Content-Security-Policy"]) == _set(POLICY)


@pytest.mark.parametrize("path", [path for path, _ in RESPONSES])
def test_every_response_carries_the_other_headers(client: Client, path: str) -> None:
    headers = _get(client, path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_crash_carries_the_policy_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr("config.health.JsonResponse", _crash)
    client.raise_request_exception = False
    response = client.get("/healthz")
    assert response.status_code == 500
    assert _set(response.headers["Content-Security-Policy"]) == _set(POLICY)
    assert "Something broke" in response.text
    assert "secret-part" not in response.text


def _crash(body: object) -> NoReturn:
    raise RuntimeError("secret-part")


def test_a_database_that_is_away_is_worth_another_try(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr("config.health.JsonResponse", _lock)
    client.raise_request_exception = False
    response = client.get("/healthz")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "The database is busy" in response.text


def _lock(body: object) -> NoReturn:
    raise OperationalError("database is locked")


@pytest.mark.parametrize("path", ["/", "/theme", "/nothing-here/", "/accounts/password/change/"])
def test_nothing_behind_the_login_is_cached(client: Client, path: str) -> None:
    client.force_login(UserFactory.create())
    cached = client.get(path).headers["Cache-Control"]
    assert "no-store" in cached
    assert "private" in cached


def _named(
    patterns: list[URLPattern | URLResolver], namespaces: tuple[str, ...] = (), route: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Name, address with its arguments filled in, and pattern of every page of the project."""
    for pattern in patterns:
        address = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _named(pattern.url_patterns, inner, address)
        else:
            yield ":".join((*namespaces, pattern.name or "")), _filled(address), pattern


def _filled(address: str) -> str:
    """Any address that the pattern matches."""
    address = re.sub(r"\(\?P<uidb36>.*?\)-\(\?P<key>.*?\)", "1-key", address)
    address = re.sub(r"\(\?P<url>.*?\)\$?$|\(\?P<\w+>.*?\)", "1", address)
    address = re.sub(r"<path:object_id>|<int:\w+>|<(?:\w+:)?\w+>", "1", address)
    return "/" + re.sub(r"[\^$\\]", "", address)


def _pages(which: Callable[[str], bool]) -> list[Any]:
    every = _named(get_resolver().url_patterns)
    return [pytest.param(address, id=name) for name, address, _ in every if which(name)]


def _is_guarded(name: str) -> bool:
    # The API asks for a token or a session itself, and answers 401; its own tests hold that.
    return name not in PUBLIC | SELF_GUARDED and not name.startswith("api")


@pytest.mark.parametrize("address", _pages(_is_guarded))
def test_every_page_wants_a_login(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(("/accounts/login/", "/admin/login/"))


@pytest.mark.parametrize("address", _pages(SELF_GUARDED.__contains__))
def test_page_with_an_address_of_its_own_is_not_there_for_a_guess(
    client: Client, address: str
) -> None:
    assert client.get(address).status_code == 404


def test_every_public_page_is_one_that_exists() -> None:
    names = {name for name, _, _ in _named(get_resolver().url_patterns)}
    assert names >= PUBLIC | SELF_GUARDED


def test_pages_of_allauth_without_a_design_cannot_be_reached(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/accounts/login/code/confirm/").status_code == 404
    assert client.get("/accounts/3rdparty/").status_code == 404


def test_admin_sign_in_is_the_one_of_the_site(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")
    assert response.headers["Location"].startswith("/accounts/login/?next=")


def test_admin_refuses_a_plain_person(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("path", ["/admin/", "/admin/sessions_app/apitoken/"])
def test_admin_page_needs_nothing_that_the_policy_forbids(admin_client: Client, path: str) -> None:
    page = admin_client.get(path).text
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page)
    assert not re.search(r"\son\w+=|\sstyle=", page)


def test_admin_makes_no_token(admin_client: Client) -> None:
    assert admin_client.get("/admin/sessions_app/apitoken/add/").status_code == 403


def test_a_post_without_token_is_refused_with_a_page() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "ada", "password": "x"})
    assert response.status_code == 403
    assert "csrf" not in response.text.lower().replace("csrfmiddlewaretoken", "")
    assert _set(response.headers["Content-Security-Policy"]) == _set(POLICY)


def test_a_post_of_another_site_is_refused(client: Client) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory.create())
    headers = {"Origin": "https://evil.example"}
    assert client.post("/theme", {"theme": "dark"}, headers=headers).status_code == 403


def test_cookies_are_unreadable_for_scripts(client: Client) -> None:
    user = UserFactory.create()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    cookies = client.get("/accounts/password/change/").client.cookies
    assert cookies["musa_session"]["httponly"]
    assert cookies["musa_csrf"]["httponly"]
    assert {cookie["samesite"] for cookie in cookies.values()} == {"Lax"}


def test_an_unknown_host_is_refused(client: Client) -> None:
    response = client.get("/accounts/login/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert _set(response.headers["Content-Security-Policy"]) == _set(POLICY)


DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "config.settings.base",
    "SITE_URL": "https://musa.example",
    "SECRET_KEY": "for-one-check-only-and-longer-than-fifty-characters-0123",
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
}


def _python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=BASE_DIR,
        env={**os.environ, **DEPLOYED, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_deployment_passes_every_check() -> None:
    done = _python("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")


ASK = """
import django; django.setup()
from django.test import Client
answer = Client().get({path!r}, secure={secure}, headers={{"host": "musa.example"}})
print(answer.status_code, dict(answer.headers), answer.cookies.output())
"""


def _deployed_answer(path: str, *, secure: bool) -> str:
    done = _python("-c", ASK.format(path=path, secure=secure), SIGNUP_OPEN="on")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_https_alone_is_asked_for_from_then_on() -> None:
    answer = _deployed_answer("/accounts/login/", secure=False)
    assert answer.startswith("301 ")
    assert "https://musa.example/accounts/login/" in answer


def test_https_is_remembered_for_a_year() -> None:
    answer = _deployed_answer("/healthz", secure=True)
    assert "'Strict-Transport-Security': 'max-age=31536000; includeSubDomains" in answer


def test_health_can_be_asked_from_inside_without_tls() -> None:
    assert _deployed_answer("/healthz", secure=False).startswith("200 ")


def test_cookies_of_a_deployment_are_bound_to_the_host() -> None:
    words = "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    done = _python("-c", f"from django.conf import settings as s; {words}")
    assert done.stdout == "__Host-session __Host-csrf True\n"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "PORT must be a whole number"),
        ("PORT", "65536", "PORT must be 65535 at most"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL must be like sqlite:////"),
        ("CORS_ALLOWED_ORIGINS", "shop.example", "CORS_ALLOWED_ORIGINS: 'shop.example'"),
        ("DEBUG", "perhaps", "DEBUG must be on or off"),
        ("SIGNUP_OPEN", "2", "SIGNUP_OPEN must be on or off"),
        ("EMAIL_URL", "pigeon://", "EMAIL_URL must be"),
        ("SITE_URL", "musa.example", "SITE_URL must be"),
        ("ENCRYPTION_KEYS", "nonsense", "ENCRYPTION_KEYS: number 1"),
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence(name: str, value: str, words: str) -> None:
    done = _python("manage.py", "check", **{name: value})
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
