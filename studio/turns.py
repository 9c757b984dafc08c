"""Short write transactions of one process, one after the other where the database is SQLite.

SQLite lets one writer in and has the others look again after sleeps of up to 100 ms; with dozens
of threads that wait for each other places at the provider stand empty meanwhile.  A queue in the
process wakes the next one at once.  Other databases have row locks, and need none of this.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection, transaction

_next = threading.Lock()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that begins when it is this thread's turn."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with ExitStack() as turn:
        turn.enter_context(_next)
        with transaction.atomic():
            transaction.on_commit(turn.close)  # first: what follows a commit may write as well
            yield
