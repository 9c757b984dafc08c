from __future__ import annotations

import gc

# Every process makes some hundred thousand objects while it loads, nearly all of which stay: with
# Python's own thresholds looking for garbage among them takes a fifth of the start.
gc.set_threshold(50_000, 20, 100)

from config.celery import app as celery_app  # noqa: E402  what is loaded from here on

__all__ = ["celery_app"]
