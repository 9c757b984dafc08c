from __future__ import annotations

import threading
from functools import lru_cache

from django.conf import settings

from studio.engines.base import ImageEngine
from studio.engines.gemini import GeminiEngine
from studio.keys import ApiKey

__all__ = ["engine_for"]


MAX_ENGINES = 100  # of the keys used last; a dropped one lives until its last call ends

_lock = threading.Lock()


def engine_for(key: ApiKey) -> ImageEngine:
    """The one engine of this process for the key: its client keeps a pool of connections."""
    with _lock:  # two at once would make two
        return _engine(key)


@lru_cache(maxsize=MAX_ENGINES)
def _engine(key: ApiKey) -> ImageEngine:
    return GeminiEngine(key.secret, base_url=key.base_url, timeout_s=settings.GENERATION_TIMEOUT_S)
