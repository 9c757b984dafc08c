"""The same request twice: the header that names it, and doing a retry only once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpResponse
from ninja.params.functions import Header

from studio.actions import IdempotencyConflict
from studio.models import Batch, IdempotencyKey

REPLAY_HEADER = "Idempotent-Replay"

IDEMPOTENCY_KEY = Header(
    None,
    alias="Idempotency-Key",
    pattern=r"^[!-~]{1,200}$",
    description="Up to 200 visible ASCII characters; the same key and body are answered once",
)


@transaction.atomic
def once(
    act: Callable[[], object], *, key: str | None, said: str, batch: Batch, by: AbstractBaseUser
) -> bool:
    """Act, unless the key was used for the same before; returns whether it was.

    Raises IdempotencyConflict where it was used for something else.
    """
    digest = hashlib.sha256(said.encode()).hexdigest()
    if key:
        known, is_new = IdempotencyKey.objects.get_or_create(
            owner_id=by.pk, key=key, defaults={"request_hash": digest, "batch": batch}
        )
        if known.request_hash != digest:
            raise IdempotencyConflict
        if not is_new:
            return True
    act()
    return False


def mark_replay(response: HttpResponse, *, replayed: bool) -> None:
    if replayed:
        response.headers[REPLAY_HEADER] = "true"
