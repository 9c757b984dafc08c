"""Short write transactions of one process, one after the other where the database is SQLite.

SQLite lets one writer in and has the others look again after sleeps of up to 100 ms; with dozens
of threads that wait for each other places at the provider stand empty meanwhile.  A queue in the
process wakes the next one at once.  Other databases have row locks, and need none of this.

What follows a commit and takes time (`after`) waits until the turn is over as well: it may write
again, and it must not hold up those who wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_next = threading.Lock()


class _Turn(threading.local):
    """What this thread has put off until its turn is over; None while it has no turn."""

    put_off: list[Callable[[], object]] | None = None


_turn = _Turn()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that begins when it is this thread's turn."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    put_off: list[Callable[[], object]] = []
    _turn.put_off = put_off
    try:
        with _next, transaction.atomic():
            yield
    finally:
        _turn.put_off = None
    for call in put_off:
        call()


def after(call: Callable[[], object]) -> None:
    """Call it once the transaction around has committed and its turn, if it has one, is over."""
    transaction.on_commit(lambda: _call_or_put_off(call))


def _call_or_put_off(call: Callable[[], object]) -> None:
    if _turn.put_off is None:
        call()
    else:
        _turn.put_off.append(call)
