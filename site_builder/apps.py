from __future__ import annotations

from django.apps import AppConfig


class SiteBuilderConfig(AppConfig):
    name = "site_builder"
    verbose_name = "Site builder"

    def ready(self) -> None:
        from gallery import cleanup, dependents
        from site_builder import using  # models are there only now
        from site_builder.orchestrating import following
        from studio import signals, sweeping

        signals.generation_settled.connect(following.follow, dispatch_uid="site_builder.follow")
        sweeping.ALSO.append(following.sweep)
        cleanup.IN_USE.append(using.shown_pictures)
        dependents.USES.append(using.uses_of)
