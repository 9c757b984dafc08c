"""How often a token, or a person in a browser, may ask the API: a steady rate with a short burst.

The generic cell rate algorithm in one script of the queue server, so that all web processes count
together and nobody gets a double share at a window's edge.  Where the server is away nobody is
refused: money and order are guarded by the database.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest

from gallery.api.refusals import Refusal

logger = logging.getLogger(__name__)

PERIOD_MS = 60_000
TIMEOUT_S = 0.3
SCRIPT = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local step, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = math.ceil(tat - (burst - 1) * step - now)
if wait > 0 then return {wait, 0, math.ceil(tat - now)} end
tat = tat + step
redis.call('SET', KEYS[1], string.format('%.3f', tat), 'PX', math.ceil(tat - now) + 1000)
return {0, math.floor(burst - (tat - now) / step), math.ceil(tat - now)}
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """After a request: how many more at once, and seconds until all of them are back."""

    remaining: int
    reset_s: int
    wait_s: int = 0  # 0: it may pass

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(burst()),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
            "RateLimit-Policy": f"{settings.API_REQUESTS_PER_MINUTE};w=60;burst={burst()}",
        }


def burst() -> int:
    """As many at once as ten seconds bring."""
    return max(settings.API_REQUESTS_PER_MINUTE // 6, 1)


def admit(request: HttpRequest, holder: str) -> None:
    """Count this request; raises Refusal where it came too early.  `holder` as "token:17"."""
    standing = ask(holder)
    if standing is None:
        return
    request.rate_standing = standing  # type: ignore[attr-defined]
    if standing.wait_s:
        detail = f"Too many requests. Try again in {standing.wait_s} s."
        raise Refusal(429, "rate_limited", detail, retry_after_s=standing.wait_s)


def ask(holder: str) -> Standing | None:
    """None where nobody counts."""
    step_ms = PERIOD_MS / settings.API_REQUESTS_PER_MINUTE
    try:
        found: Any = _script(str(settings.RATE_LIMIT_URL))(
            keys=[f"musa:rate:{holder}"], args=[step_ms, burst()]
        )
    except redis.RedisError as error:
        logger.warning("rate_limit.away error=%s", type(error).__name__)
        return None
    wait_ms, remaining, reset_ms = found
    return Standing(int(remaining), math.ceil(reset_ms / 1000), math.ceil(wait_ms / 1000))


def standing_of(request: HttpRequest) -> Standing | None:
    return getattr(request, "rate_standing", None)


@cache
def _script(url: str) -> Any:
    client = redis.Redis.from_url(
        url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None
    )
    return client.register_script(SCRIPT)
