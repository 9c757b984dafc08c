"""Keeping what this process works on: leases renewed while calls run, and a sign of life.

A lease is short, so that a dead worker's rows come back within a minute although a call may take
five; one thread of the process renews them all.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from studio import scheduling
from studio.models import Generation, WorkerHeartbeat

logger = logging.getLogger(__name__)


class LeaseKeeper:
    """Renews every lease that it was given, each `LEASE_RENEWAL`, until it is given back."""

    def __init__(self) -> None:
        self._kept: dict[int, Generation] = {}  # by identity: two attempts of one are two
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def keeping(self, generation: Generation) -> Iterator[None]:
        """Its lease is renewed for as long as the block runs."""
        with self._lock:
            self._kept[id(generation)] = generation
        self.start()
        try:
            yield
        finally:
            with self._lock:
                self._kept.pop(id(generation), None)

    def start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._renew_for_ever, daemon=True)
                self._thread.start()

    def _renew_for_ever(self) -> None:
        pause = threading.Event()
        while not pause.wait(settings.LEASE_RENEWAL.total_seconds()):
            try:
                self.renew()
            except Exception:  # whatever it is: without this thread every call would be sent twice
                logger.exception("leases.not_renewed")
            finally:
                close_old_connections()

    def renew(self) -> None:
        now = timezone.now()
        WorkerHeartbeat.objects.update_or_create(
            name=scheduling.worker_name(), defaults={"seen_at": now}
        )
        with self._lock:
            kept = list(self._kept.values())
        for generation in kept:
            scheduling.held(generation).update(leased_until=now + settings.LEASE)


keeper = LeaseKeeper()
