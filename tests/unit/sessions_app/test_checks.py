from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from sessions_app.checks import check_encryption_keys, check_site_url, check_web_addresses


def test_encryption_keys_may_be_several(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), Fernet.generate_key().decode()]
    assert check_encryption_keys(None) == []


def test_encryption_keys_that_are_missing_stop_the_start(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = []
    assert "ENCRYPTION_KEYS is not set" in check_encryption_keys(None)[0].msg


@pytest.mark.parametrize("key", ["secret", "", "x" * 44, "é" * 44])
def test_encryption_key_that_is_none_is_named_by_its_place(settings: Settings, key: str) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), key]
    [problem] = check_encryption_keys(None)
    assert problem.msg.startswith("ENCRYPTION_KEYS: number 2 is no Fernet key")


def test_encryption_key_is_never_told(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["a-secret-with-a-typing-error"]
    assert "typing" not in str(check_encryption_keys(None))


@pytest.mark.parametrize("url", ["http://localhost:8000", "https://musa.example"])
def test_site_url_may_be_an_origin(settings: Settings, url: str) -> None:
    settings.SITE_URL = url
    assert check_site_url(None) == []


@pytest.mark.parametrize(
    "url", ["musa.example", "ftp://musa.example", "https://", "https://musa.example/x", ""]
)
def test_site_url_that_is_none_stops_the_start(settings: Settings, url: str) -> None:
    settings.SITE_URL = url
    assert "SITE_URL must be" in check_site_url(None)[0].msg


def test_mistyped_addresses_are_told(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["musa.example", ".musa.example", "*", "https://musa.example"]
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example", "shop.example", "https://a.example/b"]
    told = [found.msg.split(" is no ")[0] for found in check_web_addresses(None)]
    assert told == [
        "ALLOWED_HOSTS: 'https://musa.example'",
        "CORS_ALLOWED_ORIGINS: 'shop.example'",
        "CORS_ALLOWED_ORIGINS: 'https://a.example/b'",
    ]
