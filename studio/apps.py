from __future__ import annotations

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_delete, post_migrate, pre_delete


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = "Studio"

    def ready(self) -> None:
        from gallery import cleanup, dependents, naming, orphans
        from sessions_app import session_cards
        from sessions_app.signals import session_deleted
        from studio import (  # models are there only now
            answers,
            catalogue,
            checks,  # noqa: F401
            events,
            ledger,
            leftovers,
            signals,
            using,
        )
        from studio.conversing import branches
        from studio.models import Answer, Generation, SketchRun
        from studio.sketches import endings, library, recording, removing
        from studio.tools import files
        from studio.views import pulse
        from studio.views.conversation import listed

        pre_delete.connect(ledger.keep_account, sender=Generation)
        post_delete.connect(answers.remove_blobs, sender=Answer)
        session_deleted.connect(branches.stop)
        session_cards.WORKING.append(listed.working)
        pulse.PARTS.append(listed.changed)
        signals.generation_settling.connect(recording.keep)
        signals.generation_settled.connect(endings.look)
        post_delete.connect(endings.remove_folder, sender=SketchRun)
        cleanup.IN_USE.append(using.open_references)
        cleanup.IN_USE.append(library.in_use)
        dependents.USES.append(using.uses_of)
        dependents.USES.append(library.uses_of)
        naming.NAMES.append(catalogue.labels)
        cleanup.SWEEPS.append(leftovers.sweep_spool)
        cleanup.SWEEPS.append(events.sweep)
        cleanup.SWEEPS.append(files.sweep_expired)
        cleanup.SWEEPS.append(removing.sweep_deleted)
        orphans.NAMED.append(leftovers.named_by_answers)
        post_migrate.connect(_seed, sender=self)


def _seed(using: str, **kwargs: object) -> None:
    """Every migrated database knows models and templates; one migrated to zero has no tables."""
    from studio import catalogue, template_seeds
    from studio.models import EngineModel, StyleVersion
    from studio.sketches import seeding

    tables = connections[using].introspection.table_names()
    if EngineModel._meta.db_table in tables:
        catalogue.seed()
        template_seeds.seed()
    if StyleVersion._meta.db_table in tables:  # younger than the others
        seeding.seed()
