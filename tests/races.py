"""What a race needs: a start at the same instant, and a database that many threads can use."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from django.db import connection, connections

Result = TypeVar("Result")


def at_once(*racers: Callable[[], Result]) -> list[Result | Exception]:
    """What each returned or raised, in order; each in a thread of its own, off together."""
    start = Barrier(len(racers), timeout=60)

    def run(racer: Callable[[], Result]) -> Result | Exception:
        start.wait()
        try:
            return racer()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(racers)) as threads:
        return list(threads.map(run, racers))


@contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """The test's database as in production: SQLite's leaves memory for a file in `folder`.

    In memory the threads would share one connection's locks, and nothing would wait its turn.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    file = folder / "db.sqlite3"
    with sqlite3.connect(file) as copy:
        memory.backup(copy)
    copy.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name
