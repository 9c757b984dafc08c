"""For the tests: no outside world unless a test starts it."""

from __future__ import annotations

import os

from cryptography.fernet import Fernet

os.environ.setdefault("SECRET_KEY", "only-for-the-tests-and-longer-than-fifty-characters-000")
os.environ.setdefault("ENCRYPTION_KEYS", Fernet.generate_key().decode())

from config.settings.base import *  # noqa: F403

STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
RATE_LIMIT_URL = os.environ.get("TEST_RATE_LIMIT_URL", "unix:///nowhere.sock")  # nobody counts
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # static files from their sources
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = os.environ.get("TEST_BROKER_URL", "memory://")
GEMINI_API_KEY = os.environ.get("TEST_GEMINI_API_KEY", "")
SIMULATOR_URL = os.environ.get("SIMULATOR_URL", "")
