from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_encryption_keys(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Keys that encrypt nothing would show only when a person saves a provider key."""
    return list(_key_problems(settings.ENCRYPTION_KEYS))


def _key_problems(keys: list[str]) -> Iterator[CheckMessage]:
    if not keys:
        yield Error(
            "ENCRYPTION_KEYS is not set, so no provider key could be kept.",
            hint="`make run` makes one under var/; elsewhere set it in the environment.",
            id="sessions_app.E001",
        )
    for place, key in enumerate(keys, start=1):
        if not _is_fernet_key(key):
            yield Error(
                f"ENCRYPTION_KEYS: number {place} is no Fernet key (32 bytes in URL-safe base64).",
                id="sessions_app.E002",
            )


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def check_site_url(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Links in mails and answers begin with it."""
    if _is_origin(settings.SITE_URL):
        return []
    return [
        Error(
            "SITE_URL must be http:// or https:// with a host and nothing behind it, "
            f"not {settings.SITE_URL!r}.",
            id="sessions_app.E003",
        )
    ]


def check_web_addresses(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """What is mistyped in them would match nothing, and nobody would be told why."""
    return list(_address_problems())


def _address_problems() -> Iterator[CheckMessage]:
    for host in settings.ALLOWED_HOSTS:
        if "/" in host or not host.strip():
            said = f"ALLOWED_HOSTS: {host!r} is no host name; leave out https:// and paths."
            yield Error(said, id="sessions_app.E004")
    for origin in settings.CORS_ALLOWED_ORIGINS:
        if not _is_origin(origin):
            said = f"CORS_ALLOWED_ORIGINS: {origin!r} is no origin such as https://shop.example."
            yield Error(said, id="sessions_app.E005")


def _is_origin(url: str) -> bool:
    parts = urlsplit(url)
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and bare
