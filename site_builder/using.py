"""Which pictures the sites need: for the gallery's clean-up, and before a deletion."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from gallery.models import Image
from site_builder import enrichment
from site_builder.models import PlannedImage, Site, SiteSpec


def shown_pictures() -> Q:
    """Pictures that a slot shows."""
    shown = PlannedImage.objects.filter(image=OuterRef("pk"), site__deleted_at__isnull=True)
    return Q(Exists(shown))


def uses_of(image: Image) -> Iterator[str]:
    """For the question before a picture is deleted: made for a site, or chosen for it."""
    sites = Site.objects.filter(owner_id=image.owner_id, deleted_at__isnull=True)
    for site in sites:
        if _shows(site, image):
            yield f"It stands on your site {site.name}, which shows its fallback then."


def _shows(site: Site, image: Image) -> bool:
    newest: SiteSpec | None = site.specs.valid().newest_first().first()
    return newest is not None and enrichment.asset(str(image.uuid)) in str(newest.document)
