from __future__ import annotations

from django.apps import AppConfig


class SiteBuilderConfig(AppConfig):
    name = "site_builder"
    verbose_name = "Site builder"
