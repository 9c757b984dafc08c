"""The list of a person's sites as cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from gallery.models import Image
from site_builder.models import Origin, PlannedImage, Site, SiteQuerySet, SiteSpec
from studio.wording import counted

PICTURES = 3  # of a card


@dataclass(frozen=True, slots=True)
class SiteCard:
    site: Site
    pictures: Sequence[Image]  # the first of the plan that are there
    count: int
    is_draft: bool  # the owner's newest revision has errors
    is_planned: bool  # some revision has none

    @property
    def size(self) -> int:
        return len(self.pictures)

    @property
    def images(self) -> str:
        return counted(self.count, "image") if self.count else "no images yet"


def with_drafts(sites: SiteQuerySet) -> SiteQuerySet:
    own = SiteSpec.objects.filter(site=OuterRef("pk")).exclude(origin=Origin.ENRICHED)
    valid = SiteSpec.objects.filter(site=OuterRef("pk"), is_draft=False)
    newest = own.newest_first().values("is_draft")[:1]
    return sites.annotate(newest_is_draft=Subquery(newest), is_planned=Exists(valid))


def cards(sites: Sequence[Site]) -> list[SiteCard]:
    """Of sites from `with_drafts`; the number of queries is the same for one and for many."""
    rows = PlannedImage.objects.filter(
        site__in=sites, detached=False, image__isnull=False, image__trashed_at__isnull=True
    )
    shown: dict[int, list[Image]] = {site.pk: [] for site in sites}
    for row in rows.select_related("image").prefetch_related("image__renditions").order_by("pk"):
        if row.image is not None:
            shown[row.site_id].append(row.image)
    return [
        SiteCard(
            site=site,
            pictures=shown[site.pk][:PICTURES],
            count=len(shown[site.pk]),
            is_draft=bool(getattr(site, "newest_is_draft", False)),
            is_planned=bool(getattr(site, "is_planned", False)),
        )
        for site in sites
    ]
