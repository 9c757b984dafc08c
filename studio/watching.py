"""Standing in for beat: each worker looks again by itself where nobody did so lately.

So a single process that is away keeps no retry, and no dead worker's row, waiting.
"""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections
from django.utils import timezone

from studio import sweeping

logger = logging.getLogger(__name__)

PAUSE_S = 4.0


def start() -> None:
    threading.Thread(target=_watch_for_ever, daemon=True).start()


def _watch_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(PAUSE_S):
        try:
            watch()
        except Exception:  # a database that is away comes back, and finds this thread alive
            logger.exception("sweep.not_watched")
        finally:
            close_old_connections()


def watch() -> None:
    if sweeping.is_overdue(timezone.now()):
        logger.warning("sweep.overdue")
        sweeping.look_again()
