"""What a press on Generate would cost, before it is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from site_builder import slots
from site_builder.models import Site
from site_builder.orchestrating import generating, requests
from site_builder.slots import SiteSlots
from studio.estimating import Estimate, estimate_of


def estimate(
    site: Site,
    found: SiteSlots | None = None,
    *,
    keys: Sequence[str] | None = None,
    include_lazy: bool = False,
    quality: str = "",
) -> Estimate | None:
    """None where nothing would be asked for.  Raises RequestRefused."""
    found = found or slots.of(site)
    if found is None:
        return None
    wanted = generating.requirements_of(
        found, keys=keys, include_lazy=include_lazy, quality=quality
    )
    return estimate_of(requests.resolved(wanted, by=site.owner)) if wanted else None
