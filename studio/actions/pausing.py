"""Let a batch rest, and go on with it."""

from __future__ import annotations

import logging

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from studio import waking
from studio.models import Batch, Generation, Status

logger = logging.getLogger(__name__)


def pause(*, batch: Batch, by: AbstractBaseUser) -> None:
    """Start nothing more of this batch; what runs, runs on."""
    Batch.objects.filter(pk=batch.pk).update(paused=True)
    logger.info("batch.paused id=%s by=%s", batch.pk, by.pk)


@transaction.atomic
def resume(*, batch: Batch, by: AbstractBaseUser) -> None:
    """Let workers have what still waits in it."""
    Batch.objects.filter(pk=batch.pk).update(paused=False)
    waiting = Generation.objects.filter(batch=batch, status=Status.PENDING).count()
    waking.wake_on_commit(hints=waiting)
    logger.info("batch.resumed id=%s by=%s", batch.pk, by.pk)
