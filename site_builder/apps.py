from __future__ import annotations

from django.apps import AppConfig


class SiteBuilderConfig(AppConfig):
    name = "site_builder"
    verbose_name = "Site builder"

    def ready(self) -> None:
        from gallery import cleanup, dependents, orphans
        from site_builder import fetching, jumping, removing, using  # models are there only now
        from site_builder.exporting import orders
        from site_builder.orchestrating import following
        from site_builder.views import plan, preview
        from studio import signals, sweeping
        from studio.jumping import PAGES, SHELVES
        from studio.views import pulse

        signals.generation_settled.connect(following.follow, dispatch_uid="site_builder.follow")
        pulse.PARTS += [preview.pulse_part, plan.pulse_part]
        sweeping.ALSO += [following.sweep, orders.sweep, fetching.sweep]
        cleanup.SWEEPS += [orders.clean, removing.sweep_deleted]
        orphans.NAMED.append(orders.named)
        cleanup.IN_USE.append(using.shown_pictures)
        dependents.USES.append(using.uses_of)
        PAGES.insert(1, jumping.SITES)  # beside Generate, as in the sidebar
        PAGES.append(jumping.NEW_SITE)
        SHELVES["Sites"] = jumping.sites
