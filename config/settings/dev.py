"""For working on Musa itself: debug pages, no compressed static files."""

from __future__ import annotations

from config.settings.base import *  # noqa: F403

DEBUG = True
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
