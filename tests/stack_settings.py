"""Production's settings for `tests/stack.py`; static files are there where a browser asks."""

from __future__ import annotations

import os
from pathlib import Path

from config.settings.base import *  # noqa: F403

if collected := os.environ.get("STACK_STATIC_ROOT"):
    STATIC_ROOT = Path(collected)
else:
    STATIC_ROOT = None  # type: ignore[assignment]
    STORAGES["staticfiles"] = {  # noqa: F405
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
