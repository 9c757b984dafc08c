from __future__ import annotations

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_delete, post_migrate


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = "Studio"

    def ready(self) -> None:
        from gallery import cleanup, dependents, orphans
        from studio import answers, checks, events, leftovers, using  # noqa: F401  models are there only now
        from studio.models import Answer

        post_delete.connect(answers.remove_blobs, sender=Answer)
        cleanup.IN_USE.append(using.open_references)
        dependents.USES.append(using.uses_of)
        cleanup.SWEEPS.append(leftovers.sweep_spool)
        cleanup.SWEEPS.append(events.sweep)
        orphans.NAMED.append(leftovers.named_by_answers)
        post_migrate.connect(_seed, sender=self)


def _seed(using: str, **kwargs: object) -> None:
    """Every migrated database knows models and templates; one migrated to zero has no tables."""
    from studio import catalogue, template_seeds
    from studio.models import EngineModel
    from studio.sketches import seeding

    if EngineModel._meta.db_table in connections[using].introspection.table_names():
        catalogue.seed()
        template_seeds.seed()
        seeding.seed()
