"""Can this person make pictures now, and if not, why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from studio import keys, problems
from studio.models import ProviderKey
from studio.wording import duration

UNREADABLE = "Your API key can no longer be decrypted here. Add it again under Settings."


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
    except keys.UnreadableKey:
        return Availability(False, False, UNREADABLE, "missing_key")
    except keys.MissingKey:
        return Availability(False, False, problems.wording("missing_key").text, "missing_key")
    now = timezone.now()
    paused = ProviderKey.objects.paused(now).filter(fingerprint=key.fingerprint).first()
    if paused:
        return Availability(False, key.is_demo, _of_rest(paused, now), paused.pause_code)
    message = "Demo pictures: a local simulator answers." if key.is_demo else "Ready."
    return Availability(True, key.is_demo, message)


def _of_rest(key: ProviderKey, now: datetime) -> str:
    """Why the key rests; also how long, where it goes on by itself."""
    wording = problems.wording(key.pause_code)
    if not wording.brief or key.paused_until is None:
        return f"{wording.title}. {wording.text}"
    left_s = math.ceil((key.paused_until - now).total_seconds())
    return f"{wording.title}. {wording.brief} Pictures go on in {duration(left_s)}."
