"""Real workers on PostgreSQL, with the pool of production's settings.

TEST_DB=postgres python -m pytest -p tests.pg_plugin tests/processes/test_postgres.py
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.processes.test_workers import BY_STATUS, OPEN, generate, wait_until
from tests.stack import Stack

SERVER = os.environ.get("DATABASE_URL", "")

pytestmark = [
    pytest.mark.processes,
    pytest.mark.timeout(180),
    pytest.mark.skipif(not SERVER.startswith("postgres"), reason="only with TEST_DB=postgres"),
]


@pytest.fixture
def database_url() -> Iterator[str]:
    """A database of its own beside those of the other tests."""
    name = f"musa_{secrets.token_hex(4)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def rows(database_url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_url) as database:
        return database.execute(sql.encode()).fetchall()


def test_two_workers_keep_the_caps_on_postgres(database_url: str) -> None:
    env = {"DATABASE_URL": database_url}
    with Stack(latency_s=0.5, plain=True, workers=2, env=env) as stack:
        generate(stack, "six", count=6)
        generate(stack, "another six", count=6)
        wait_until(lambda: rows(database_url, OPEN) == [(0,)], within_s=40)
        stats = stack.simulator_stats()
    assert rows(database_url, BY_STATUS) == [("complete", "", 12)]
    assert (stats["calls"], stats["max_in_flight"]) == (12, 6)


def test_many_calls_share_a_small_pool(database_url: str) -> None:
    env = {"DATABASE_URL": database_url, "GENERATIONS_PER_USER": "32"}
    with Stack(latency_s=1, plain=True, env=env) as stack:
        stack.manage("shell", "-c", _SIXTY_FOUR)
        wait_until(lambda: rows(database_url, OPEN) == [(0,)], within_s=60)
        assert stack.simulator_stats()["max_in_flight"] == 32
        assert "PoolTimeout" not in stack.log("worker-1")
    assert rows(database_url, BY_STATUS) == [("complete", "", 64)]


_SIXTY_FOUR = """
from django.contrib.auth.models import User
from studio import actions
from studio.requesting import GenerationRequest
requests = [GenerationRequest(prompt=f"{i}") for i in range(64)]
actions.submit(requests=requests, by=User.objects.get(username="ada"))
"""
