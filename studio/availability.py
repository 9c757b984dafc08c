"""Can this person make pictures now, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from studio import keys, problems
from studio.models import ProviderKey


@dataclass(frozen=True, slots=True)
class Availability:
    """`code` is "" while all is well."""

    available: bool
    demo: bool
    message: str
    code: str = ""


def availability(user: AbstractBaseUser) -> Availability:
    try:
        key = keys.key_of(user)
    except keys.MissingKey:
        return Availability(False, False, problems.wording("missing_key").text, "missing_key")
    paused = ProviderKey.objects.paused(timezone.now()).filter(fingerprint=key.fingerprint).first()
    if paused:
        wording = problems.wording(paused.pause_code)
        return Availability(
            False, key.is_demo, f"{wording.title}. {wording.text}", paused.pause_code
        )
    message = "Demo pictures: a local simulator answers." if key.is_demo else "Ready."
    return Availability(True, key.is_demo, message)
