"""Whose API key pays for a call, and how that key stands.

The person's own key, else the instance's where staff let everybody use it, else the local simulator
where `make run` started it, else none: then calls are refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import OuterRef, Subquery
from django.views.decorators.debug import sensitive_variables

from studio.models import Generation, InstancePolicy, OwnKey, ProviderKey, Status
from studio.models.encryption import UnreadableSecret

SIMULATOR = "simulator"


class MissingKey(Exception):
    """This person has no key to draw with."""


class UnreadableKey(MissingKey):
    """This person's own key is there and cannot be decrypted; no other is taken in its place."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`base_url` is "" for the provider's own."""

    secret: str = field(repr=False)
    base_url: str
    fingerprint: str

    @property
    def is_demo(self) -> bool:
        return self.fingerprint == SIMULATOR

    @property
    def route(self) -> str:
        """Which door it opens: what one provider signed, no other one accepts."""
        return SIMULATOR if self.is_demo else self.base_url


def key_of(user: AbstractBaseUser) -> ApiKey:
    """The key that pays for this person's calls today; raises MissingKey where there is none."""
    own = own_key_of(user)
    if own is not None:
        return _opened(own)
    return _shared_key(for_staff=bool(getattr(user, "is_staff", False)))


def _shared_key(*, for_staff: bool) -> ApiKey:
    """The key of whoever brought none; raises MissingKey."""
    if settings.GEMINI_API_KEY and (for_staff or InstancePolicy.current().instance_key_for_all):
        return provider_key_for(settings.GEMINI_API_KEY)
    if settings.SIMULATOR_URL:
        return ApiKey("demo", settings.SIMULATOR_URL, SIMULATOR)
    raise MissingKey


@sensitive_variables()
def provider_key_for(secret: str) -> ApiKey:
    """A key of the provider's, whoever brought it."""
    return ApiKey(secret, settings.GEMINI_BASE_URL, _fingerprint(secret))


def own_key_of(user: AbstractBaseUser) -> OwnKey | None:
    """None for whoever brought none."""
    return OwnKey.objects.filter(owner_id=user.pk).first()


def row_of(key: ApiKey) -> ProviderKey:
    """What the queue and its limits know of a key; the secret is not in it."""
    row, _ = ProviderKey.objects.get_or_create(
        fingerprint=key.fingerprint,
        defaults={"last_four": "" if key.is_demo else key.secret[-4:]},
    )
    return row


def adopt_current() -> None:
    """Whatever waits for a key that was replaced waits for its owner's present one."""
    waiting = Generation.objects.filter(status=Status.PENDING)
    own = Subquery(OwnKey.objects.filter(owner=OuterRef("owner")).values("provider_key"))
    waiting.filter(owner__own_key__isnull=False).exclude(provider_key=own).update(provider_key=own)
    for is_staff in (True, False):
        try:
            current = row_of(_shared_key(for_staff=is_staff))
        except MissingKey:
            continue
        others = waiting.filter(owner__own_key__isnull=True, owner__is_staff=is_staff)
        others.exclude(provider_key=current).update(provider_key=current)


def pause(row: ProviderKey, code: str, *, seconds: float, now: datetime) -> None:
    """No call with this key until then; other keys go on."""
    ProviderKey.objects.filter(pk=row.pk).update(
        paused_until=now + timedelta(seconds=seconds), pause_code=code
    )


def resume(row: ProviderKey) -> None:
    ProviderKey.objects.filter(pk=row.pk).update(paused_until=None, pause_code="")


def _opened(own: OwnKey) -> ApiKey:
    try:
        return provider_key_for(own.secret.open())
    except UnreadableSecret:
        raise UnreadableKey from None


@sensitive_variables()
def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
