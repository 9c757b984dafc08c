"""Outlasting a database that is away: an answer that was paid for is not lost because of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)
LONGEST_S, PAUSE_S = 300.0, 1.0

Done = TypeVar("Done")


def outlast(write: Callable[[], Done]) -> Done:
    """Repeat the write until the database takes it; after minutes its error goes up.

    Nobody knows whether a commit came through whose connection broke, so a write that may come
    twice must look first.
    """
    until = monotonic() + LONGEST_S
    while True:
        try:
            return write()
        except AWAY as error:
            if monotonic() > until or connection.in_atomic_block:
                raise
            logger.warning("database.away error=%s", type(error).__name__)
            connection.close()
            sleep(PAUSE_S)
