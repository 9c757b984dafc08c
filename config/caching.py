from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

AWAY_S = 5.0  # for so long it is not asked again

logger = logging.getLogger(__name__)


def _or_own(name: str) -> Callable[..., Any]:
    ask_server, ask_own = getattr(RedisCache, name), getattr(LocMemCache, name)

    def operation(self: SteadyCache, *args: Any, **kwargs: Any) -> Any:
        if monotonic() < SteadyCache.away_until:
            return ask_own(self.own, *args, **kwargs)
        try:
            return ask_server(self, *args, **kwargs)
        except RedisError as error:
            logger.warning("cache.away error=%s", type(error).__name__)
            SteadyCache.away_until = monotonic() + AWAY_S
            return ask_own(self.own, *args, **kwargs)

    return operation


class SteadyCache(RedisCache):
    """The server's; while that is away or hangs, each process remembers for itself.

    So people can still sign in, and the limits of sign-ins are still counted.
    """

    away_until = 0.0  # of the process

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-away", {**params, "OPTIONS": {}})

    add = _or_own("add")
    get = _or_own("get")
    set = _or_own("set")
    touch = _or_own("touch")
    delete = _or_own("delete")
    get_many = _or_own("get_many")
    set_many = _or_own("set_many")
    delete_many = _or_own("delete_many")
    has_key = _or_own("has_key")
    incr = _or_own("incr")
    clear = _or_own("clear")
