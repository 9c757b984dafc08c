from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import pytest

from config.caching import SteadyCache


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[SteadyCache]:
    """Of a server that is away."""
    monkeypatch.setattr(SteadyCache, "away_until", 0.0)
    cache = SteadyCache("redis://127.0.0.1:9", {})
    yield cache
    cache.own.clear()


def test_cache_counts_by_itself_while_its_server_is_away(cache: SteadyCache) -> None:
    assert cache.add("tries", 0, 60)
    assert not cache.add("tries", 0, 60)
    assert cache.incr("tries") == 1
    assert cache.get("tries") == 1


def test_cache_leaves_a_server_that_is_away_alone_for_a_while(cache: SteadyCache) -> None:
    assert cache.get("anything") is None
    assert SteadyCache.away_until > monotonic()
