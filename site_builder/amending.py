"""A change to a site's document by the studio: one more revision of the newest valid one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Max
from django.utils import timezone

from site_builder.models import Origin, Site, SiteSpec

Change = Callable[[dict[str, Any]], dict[str, Any] | None]


def locked(site: Site) -> Site:
    """The site's row, held until the transaction around ends: whoever writes revisions waits."""
    rows = Site.objects.select_for_update(of=("self",)).select_related("batch", "owner")
    return rows.get(pk=site.pk)


def amend(site: Site, change: Change, *, origin: Origin) -> SiteSpec | None:
    """The new revision; None where there is nothing to change, or no valid revision yet.

    Within a transaction that holds the site's row.  What valid documents are changed to here is
    valid as well, so what was found wrong with the last one is taken over.
    """
    newest = site.specs.valid().newest_first().first()
    if newest is None or newest.document is None:
        return None
    document = change(newest.document)
    if document is None or document == newest.document:
        return None
    last = site.specs.aggregate(last=Max("revision"))["last"]
    now = timezone.now()
    Site.objects.filter(pk=site.pk).update(changed_at=now)
    return SiteSpec.objects.create(
        site=site,
        revision=last + 1,
        document=document,
        origin=origin,
        problems=newest.problems,
        created_at=now,
    )
