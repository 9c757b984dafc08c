from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from studio.engines.base import ImageEngine
from studio.keys import ApiKey

if TYPE_CHECKING:
    from studio.engines.gemini import GeminiEngine

__all__ = ["engine_for", "gemini_engine"]


MAX_ENGINES = 100  # of the keys used last; a dropped one lives until its last call ends

_lock = threading.Lock()


def gemini_engine() -> type[GeminiEngine]:
    """The engine's class.  Its SDK takes as long to load as Django and few processes call it."""
    from studio.engines.gemini import GeminiEngine

    return GeminiEngine


def engine_for(key: ApiKey) -> ImageEngine:
    """The one engine of this process for the key: its client keeps a pool of connections."""
    with _lock:  # two at once would make two
        return _engine(key)


@lru_cache(maxsize=MAX_ENGINES)
def _engine(key: ApiKey) -> ImageEngine:
    return gemini_engine()(
        key.secret, base_url=key.base_url, timeout_s=settings.GENERATION_TIMEOUT_S
    )
