"""Ask once more for what failed or was canceled."""

from __future__ import annotations

import logging

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sessions_app import acting
from studio import events, keys, ledger, waking
from studio.models import Batch, Generation, Status

logger = logging.getLogger(__name__)

_AS_NEW = {
    "status": Status.PENDING,
    "refusals": 0,
    "lapses": 0,
    "cancel_requested": False,
    "error_code": "",
    "error_note": "",
    "finished_at": None,
    "sent_at": None,
    "received_at": None,
}


class NotRetryable(Exception):
    """Only what failed or was canceled can be tried again."""


@transaction.atomic
def retry(*, generation: Generation, by: AbstractBaseUser) -> None:
    """Put a failed or canceled generation back in the queue, with money of its own.

    Raises NotRetryable, MissingKey, InsufficientBudget, ApprovalRequired.
    """
    chosen = Generation.objects.filter(pk=generation.pk)
    if not _retry(chosen, by):
        raise NotRetryable


@transaction.atomic
def retry_failed(*, batch: Batch, by: AbstractBaseUser) -> int:
    """Retry all that failed in the batch; returns how many."""
    return _retry(Generation.objects.filter(batch=batch, status=Status.FAILED), by)


def _retry(chosen: QuerySet[Generation], by: AbstractBaseUser) -> int:
    is_over = chosen.filter(status__in=(Status.FAILED, Status.CANCELED))
    over = list(is_over.order_by("pk").select_for_update())
    if not over:
        return 0
    key_row = keys.row_of(keys.key_of(by))
    ledger.through(over, acting.token_of(by))
    ledger.reserve(over)
    Generation.objects.filter(pk__in=[row.pk for row in over]).update(
        provider_key=key_row,
        api_token=acting.token_of(by),
        due_at=timezone.now(),
        **_AS_NEW,
    )
    for row in over:
        row.status, row.error_code = Status.PENDING, ""
    events.record_status(over)
    waking.wake_on_commit(hints=len(over))
    logger.info("generations.retried count=%s by=%s", len(over), by.pk)
    return len(over)
