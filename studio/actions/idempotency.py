"""The same key gives the same batch: what was asked under it before, and by which words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from sessions_app.models import WorkSession
from studio.models import Batch, IdempotencyKey


class IdempotencyConflict(Exception):
    """The key was used before, for another request."""


def digest(said: Sequence[str], *, name: str = "", work_session: WorkSession | None = None) -> str:
    """What makes two requests the same, as one hash."""
    session_id = work_session.pk if work_session else None
    whole = json.dumps([list(said), name, session_id])
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()


def answered_before(
    *,
    said: Sequence[str],
    by: AbstractBaseUser,
    key: str,
    name: str = "",
    work_session: WorkSession | None = None,
) -> Batch | None:
    """What an `enqueue` with this key gave, before anything is done for it once more.

    None for a new key and for "".  Raises IdempotencyConflict.
    """
    return answer_to(key, digest(said, name=name, work_session=work_session), by=by)


def answer_to(key: str, asked: str, *, by: AbstractBaseUser) -> Batch | None:
    """The batch that this person's key stands for; `asked` is the digest of what it is now."""
    if not key:
        return None
    known = IdempotencyKey.objects.filter(owner_id=by.pk, key=key).select_related("batch").first()
    if known is None:
        return None
    if known.request_hash != asked:
        raise IdempotencyConflict
    return known.batch


def remember(batch: Batch, key: str, asked: str) -> Batch | None:
    """Tie the key to the batch; where a twin was quicker, undo this batch and return the twin's."""
    if not key:
        return None
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                owner_id=batch.owner_id, key=key, request_hash=asked, batch=batch
            )
    except IntegrityError:
        batch.delete()
        return answer_to(key, asked, by=batch.owner)
    return None
