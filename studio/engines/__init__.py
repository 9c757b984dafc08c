from __future__ import annotations

import threading

from django.conf import settings

from studio.engines.base import ImageEngine
from studio.engines.gemini import GeminiEngine
from studio.keys import ApiKey

__all__ = ["engine_for"]


_engines: dict[ApiKey, ImageEngine] = {}
_lock = threading.Lock()


def engine_for(key: ApiKey) -> ImageEngine:
    """The one engine of this process for the key: its client keeps a pool of connections."""
    with _lock:
        if key not in _engines:
            _engines[key] = GeminiEngine(
                key.secret, base_url=key.base_url, timeout_s=settings.GENERATION_TIMEOUT_S
            )
        return _engines[key]
