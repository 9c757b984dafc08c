"""A person's own API key: tried at the provider, then stored encrypted, used at once, removable.

The key itself goes in here and comes out nowhere but in `keys.key_of`.
"""

from __future__ import annotations

import logging
import re
import time

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from studio import engines, keys
from studio.engines.base import EngineError
from studio.keys import MissingKey
from studio.models import EngineModel, OwnKey
from studio.models.encryption import Sealed
from studio.wording import duration

logger = logging.getLogger(__name__)

TEST_TIMEOUT_S = 15
MAX_TRIES, TRIES_WITHIN_S = 10, 600  # of one person; each try is a call to the provider
_LIKELY_KEY = re.compile(r"[!-~]{8,200}")  # what a header can carry; its shape is the provider's

_SENTENCES = {
    "invalid_key": "Google rejected this key. Copy it again from Google AI Studio, all of it.",
    "rate_limited": "Google is busy with this key. Nothing was changed; try again in a minute.",
    "quota_exhausted": "This key has no quota left. Check the plan of its project at Google.",
    "no_credit": "The credit of this key is used up. Top up its Google account, then add it again.",
}
_UNREACHABLE = "Google cannot be reached right now. Nothing was changed; try again in a while."
_NO_MODEL = "This key works, but may use none of the image models. Enable the Gemini API for it."


class KeyRefused(Exception):
    """The key was not taken; `code` is one of `problems`, str() a sentence for people."""

    def __init__(self, code: str, sentence: str = "", *, retry_after_s: int = 0) -> None:
        super().__init__(sentence or _SENTENCES.get(code, _UNREACHABLE))
        self.code = code
        self.retry_after_s = retry_after_s  # of too many tries, else 0

    @property
    def is_passing(self) -> bool:
        """Whether the same key may be taken later."""
        return self.code not in {"invalid_key", "quota_exhausted", "no_credit", "model_retired"}


@sensitive_variables()
def store(secret: str, *, by: AbstractBaseUser) -> OwnKey:
    """Take the key in place of an earlier one; raises KeyRefused, and then nothing is changed."""
    secret = secret.strip()
    found = _models_of(secret, by)
    with transaction.atomic():
        row = keys.row_of(keys.provider_key_for(secret))
        own, _ = OwnKey.objects.update_or_create(
            owner_id=by.pk,
            defaults={
                "secret": Sealed.of(secret),
                "provider_key": row,
                "last_four": secret[-4:],
                "models_found": found,
                "created_at": timezone.now(),
                "tested_at": timezone.now(),
            },
        )
        keys.resume(row)
        keys.adopt_current()
    logger.info("own_key.stored by=%s models=%s", by.pk, len(found))
    return own


def test(*, by: AbstractBaseUser) -> OwnKey:
    """Try the stored key again; raises KeyRefused, and MissingKey where there is none."""
    own = keys.own_key_of(by)
    if own is None:
        raise MissingKey
    own.models_found = _models_of(keys.key_of(by).secret, by)
    own.tested_at = timezone.now()
    own.save(update_fields=["models_found", "tested_at"])
    keys.resume(own.provider_key)
    return own


def remove(*, by: AbstractBaseUser) -> bool:
    """Forget the key; False where there was none.  What waits goes on with the instance's."""
    with transaction.atomic():
        removed, _ = OwnKey.objects.filter(owner_id=by.pk).delete()
        keys.adopt_current()
    if removed:
        logger.info("own_key.removed by=%s", by.pk)
    return bool(removed)


def _count_try(by: AbstractBaseUser) -> None:
    """Raises KeyRefused after too many tries: nobody finds a key that works by guessing here.

    A window begins with the first try.
    """
    now = int(time.time())
    window = f"own-key-tries:{by.pk}"
    ends_at = cache.get_or_set(window, now + TRIES_WITHIN_S, timeout=TRIES_WITHIN_S) or now
    counter = f"{window}:{ends_at}"
    cache.add(counter, 0, timeout=2 * TRIES_WITHIN_S)
    if cache.incr(counter) > MAX_TRIES:
        wait_s = max(ends_at - now, 1)
        sentence = f"Too many tries. Wait {duration(wait_s)}, then try again."
        raise KeyRefused("too_many_tries", sentence, retry_after_s=wait_s)


@sensitive_variables()
def _models_of(secret: str, by: AbstractBaseUser) -> list[str]:
    """Labels of the models that this key may use; no transaction is open meanwhile."""
    if not _LIKELY_KEY.fullmatch(secret):
        raise KeyRefused("invalid_key", "This is no API key. Copy it from Google AI Studio.")
    _count_try(by)
    key = keys.provider_key_for(secret)
    engine = engines.gemini_engine()(key.secret, base_url=key.base_url, timeout_s=TEST_TIMEOUT_S)
    try:
        found = [row.label for row in EngineModel.objects.offered() if engine.knows(row.model_id)]
    except EngineError as error:
        raise KeyRefused(error.code) from None
    finally:
        engine.close()
    if not found:
        raise KeyRefused("model_retired", _NO_MODEL)
    return found
