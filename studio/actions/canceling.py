"""Stop what was asked for: one picture, a batch, all of a session."""

from __future__ import annotations

import logging

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sessions_app.models import WorkSession
from studio import events, ledger, signals
from studio.models import Batch, Generation, Status

logger = logging.getLogger(__name__)


@transaction.atomic
def cancel(*, generation: Generation, by: AbstractBaseUser) -> None:
    """End it before the call, at no cost; a call that is under way ends and its cost is kept."""
    _cancel(Generation.objects.filter(pk=generation.pk), by)


@transaction.atomic
def withdraw(*, generation: Generation, by: AbstractBaseUser) -> None:
    """As `cancel`, where its call has not begun; one that is under way is left to its end."""
    _cancel(Generation.objects.filter(pk=generation.pk, status=Status.PENDING), by)


@transaction.atomic
def cancel_batch(*, batch: Batch, by: AbstractBaseUser) -> None:
    """As `cancel`, for all that is open in the batch."""
    _cancel(Generation.objects.filter(batch=batch), by)


@transaction.atomic
def cancel_session(*, work_session: WorkSession, by: AbstractBaseUser) -> None:
    """As `cancel`, for all that is on its way for a session."""
    _cancel(Generation.objects.filter(batch__work_session=work_session), by)


def _cancel(chosen: QuerySet[Generation], by: AbstractBaseUser) -> None:
    waiting = list(chosen.filter(status=Status.PENDING).order_by("pk").select_for_update())
    now = timezone.now()
    ledger.release(waiting)
    chosen.filter(pk__in=[row.pk for row in waiting]).update(
        status=Status.CANCELED, finished_at=now
    )
    for row in waiting:
        row.status, row.finished_at = Status.CANCELED, now
    events.record_status(waiting)
    signals.tell_settled(*waiting)
    # The provider cannot be told to stop: its answer is booked, its picture dropped.
    running = chosen.filter(status=Status.GENERATING).update(cancel_requested=True)
    logger.info("generations.canceled waiting=%s running=%s by=%s", len(waiting), running, by.pk)
