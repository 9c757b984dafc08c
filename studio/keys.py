"""Whose API key pays for a call, and how that key stands.

The instance's key where there is one, else the local simulator where `make run` started it, else
none: then calls are refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from studio.models import ProviderKey

SIMULATOR = "simulator"


class MissingKey(Exception):
    """This person has no key to draw with."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`base_url` is "" for the provider's own."""

    secret: str = field(repr=False)
    base_url: str
    fingerprint: str

    @property
    def is_demo(self) -> bool:
        return self.fingerprint == SIMULATOR


def key_of(user: AbstractBaseUser | None = None) -> ApiKey:
    """The key that pays for this person's calls today; raises MissingKey where there is none."""
    if secret := settings.GEMINI_API_KEY:
        return ApiKey(secret, settings.GEMINI_BASE_URL, _fingerprint(secret))
    if settings.SIMULATOR_URL:
        return ApiKey("demo", settings.SIMULATOR_URL, SIMULATOR)
    raise MissingKey


def row_of(key: ApiKey) -> ProviderKey:
    row, _ = ProviderKey.objects.get_or_create(
        fingerprint=key.fingerprint,
        defaults={"last_four": "" if key.is_demo else key.secret[-4:]},
    )
    return row


def pause(row: ProviderKey, code: str, *, seconds: float, now: datetime) -> None:
    """No call with this key until then; other keys go on."""
    ProviderKey.objects.filter(pk=row.pk).update(
        paused_until=now + timedelta(seconds=seconds), pause_code=code
    )


def resume(row: ProviderKey) -> None:
    ProviderKey.objects.filter(pk=row.pk).update(paused_until=None, pause_code="")


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
