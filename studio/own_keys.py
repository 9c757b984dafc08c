"""A person's own API key: tried at the provider, then stored encrypted, used at once, removable.

The key itself goes in here and comes out nowhere but in `keys.key_of`.
"""

from __future__ import annotations

import logging
import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from studio import keys
from studio.engines.base import EngineError
from studio.engines.gemini import GeminiEngine
from studio.keys import MissingKey
from studio.models import EngineModel, OwnKey
from studio.models.encryption import Sealed

logger = logging.getLogger(__name__)

TEST_TIMEOUT_S = 15
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

    def __init__(self, code: str, sentence: str = "") -> None:
        super().__init__(sentence or _SENTENCES.get(code, _UNREACHABLE))
        self.code = code

    @property
    def is_passing(self) -> bool:
        """Whether the same key may be taken later."""
        return self.code not in {"invalid_key", "quota_exhausted", "no_credit", "model_retired"}


@sensitive_variables()
def store(secret: str, *, by: AbstractBaseUser) -> OwnKey:
    """Take the key in place of an earlier one; raises KeyRefused, and then nothing is changed."""
    secret = secret.strip()
    found = _models_of(secret)
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
    own.models_found = _models_of(keys.key_of(by).secret)
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


@sensitive_variables()
def _models_of(secret: str) -> list[str]:
    """Labels of the models that this key may use; no transaction is open meanwhile."""
    if not _LIKELY_KEY.fullmatch(secret):
        raise KeyRefused("invalid_key", "This is no API key. Copy it from Google AI Studio.")
    key = keys.provider_key_for(secret)
    engine = GeminiEngine(key.secret, base_url=key.base_url, timeout_s=TEST_TIMEOUT_S)
    try:
        found = [row.label for row in EngineModel.objects.offered() if engine.knows(row.model_id)]
    except EngineError as error:
        raise KeyRefused(error.code) from None
    finally:
        engine.close()
    if not found:
        raise KeyRefused("model_retired", _NO_MODEL)
    return found
