from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_delete

from sessions_app import checks

SETTINGS = "settings"  # the tag of the checks that `make run` makes before it starts anything


class SessionsConfig(AppConfig):
    name = "sessions_app"
    verbose_name = "Sessions"

    def ready(self) -> None:
        from gallery import bulk_forms, cleanup, dependents, orphans
        from gallery import exporting as downloads
        from sessions_app import (
            exporting,
            filing,
            gallery_filters,
            moving,
            part_files,
            retention,
            sessions,
            sign_ins,
        )  # models are there only now
        from sessions_app.models import MessagePart
        from sessions_app.sharing import links

        post_delete.connect(part_files.remove_file, sender=MessagePart)
        orphans.NAMED.append(part_files.named_by_parts)
        downloads.WISHES.append(exporting.wish_of)
        dependents.USES.append(filing.uses_of)
        bulk_forms.ACTIONS["session"] = moving.MoveForm
        gallery_filters.register()
        cleanup.RETENTION.append(retention.past_retention)
        cleanup.SWEEPS.append(sign_ins.sweep_expired)
        cleanup.SWEEPS.append(sessions.sweep_unsaved)
        cleanup.SWEEPS.append(sessions.sweep_deleted)
        cleanup.SWEEPS.append(links.sweep_closed)
        register(checks.check_encryption_keys, SETTINGS)
        register(checks.check_site_url, SETTINGS)
        register(checks.check_web_addresses, SETTINGS)
