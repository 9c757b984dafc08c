from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from sessions_app import checks


class SessionsConfig(AppConfig):
    name = "sessions_app"
    verbose_name = "Sessions"

    def ready(self) -> None:
        register(checks.check_encryption_keys)
        register(checks.check_site_url)
