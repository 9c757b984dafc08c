"""Telling workers that there is work.  A hint may get lost or come twice: rows decide."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

WORK = "studio.work"


def wake_on_commit(*, hints: int) -> None:
    """Once the transaction commits, send as many hints as there are new rows, the cap at most."""
    transaction.on_commit(lambda: wake(hints=hints))


def wake(*, hints: int = 1) -> None:
    """Send hints now; a broker that is away is logged, never an error for who asked."""
    try:
        for _ in range(min(hints, settings.GENERATIONS_TOTAL)):
            current_app.send_task(WORK, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("hint.lost error=%s", type(error).__name__)
