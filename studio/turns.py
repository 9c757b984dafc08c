"""Short write transactions of one process, one after the other where the database is SQLite.

SQLite lets one writer in and has the others look again after sleeps of up to 100 ms; with dozens
of threads that wait for each other places at the provider stand empty meanwhile.  A queue in the
process wakes the next one at once.  Other databases have row locks, and need none of this.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

from django.db import connection, transaction


class Line:
    """A lock whose next holder is who is urgent, then who came first."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_held = False
        self._waiting: list[tuple[bool, int, threading.Lock]] = []
        self._numbers = count()

    def enter(self, *, urgent: bool = False) -> None:
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return
            called = threading.Lock()
            called.acquire()
            heapq.heappush(self._waiting, (not urgent, next(self._numbers), called))
        called.acquire()

    def leave(self) -> None:
        with self._guard:
            if self._waiting:
                heapq.heappop(self._waiting)[2].release()  # it holds the line now
            else:
                self._is_held = False


_line = Line()


@contextmanager
def writing(*, urgent: bool = False) -> Iterator[None]:
    """A transaction that begins when it is this thread's turn; `urgent` where a place waits."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with ExitStack() as turn:
        _line.enter(urgent=urgent)
        turn.callback(_line.leave)
        with transaction.atomic():
            transaction.on_commit(turn.close)  # first: what follows a commit may write as well
            yield
