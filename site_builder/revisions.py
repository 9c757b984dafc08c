"""A site's spec over time: every save is a numbered revision, and nobody's change gets lost.

The site's row is the lock: whoever writes a revision takes it first.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from site_builder import documents, fetching, merging, plans, validation
from site_builder.models import MAX_SITE_NAME, Origin, PlannedImage, Site, SiteSpec
from site_builder.planning.brief import Brief
from site_builder.validation import Report
from studio.turns import writing

logger = logging.getLogger(__name__)

UNNAMED = "New site"


class Conflict(Exception):
    """The owner has saved another revision since; `newest` is what stands there now."""

    def __init__(self, newest: SiteSpec) -> None:
        super().__init__(f"Revision {newest.revision} was saved since.")
        self.newest = newest


def newest(site: Site) -> SiteSpec | None:
    return site.specs.newest_first().first()


def newest_valid(site: Site) -> SiteSpec | None:
    return site.specs.valid().newest_first().first()


def shown(site: Site) -> SiteSpec | None:
    """What an editor shows: the owner's draft, though pictures came over it, else the newest."""
    own = site.specs.exclude(origin=Origin.ENRICHED).newest_first().first()
    return own if own is not None and own.is_draft else newest(site)


def readable(site: Site, revision: int) -> SiteSpec | None:
    """The last one up to this revision that has a document."""
    rows = site.specs.filter(revision__lte=revision, document__isnull=False)
    return rows.newest_first().first()


def locked(site: Site) -> Site:
    """The site's row, held until the transaction ends."""
    return Site.objects.select_for_update().get(pk=site.pk)


def start(*, by: AbstractBaseUser, report: Report, origin: Origin, text: str = "") -> Site:
    """A new site with its first revision; `text` as in `save`."""
    with writing():
        site = Site.objects.create(owner_id=by.pk, name=_name(report) or UNNAMED)
        _add(site, report, origin, text=text, based_on=None)
    logger.info("site.started id=%s origin=%s by=%s", site.pk, origin, by.pk)
    return site


def save(
    site: Site,
    report: Report,
    *,
    origin: Origin,
    base: int | None = None,
    over: int = 0,
    text: str = "",
) -> SiteSpec:
    """The next revision, a draft where the report has errors.

    `base` is the revision that the owner's change started from: pictures that were put in since are
    put into the new one too; raises Conflict where the owner has saved since, unless that revision
    is known and meant to be followed: `over`.  Without a base nothing is compared.  `text` is kept
    where there is no document, and where it is the original of one that was changed on its way in.
    """
    with writing():
        held = locked(site)
        if base is not None:
            report = _with_pictures_since(held, report, base, over)
        return _add(held, report, origin, text=text, based_on=base)


def _add(
    site: Site, report: Report, origin: Origin, *, text: str, based_on: int | None
) -> SiteSpec:
    last = newest(site)
    document = report.document if validation.is_storable(report.document) else None
    spec = SiteSpec.objects.create(
        site=site,
        revision=last.revision + 1 if last else 1,
        document=document,
        text=text if document is None or origin == Origin.IMPORTED else "",
        origin=origin,
        is_draft=not report.is_valid,
        problems=[problem.as_json() for problem in report.problems],
        based_on=None if report.is_valid else based_on,
    )
    if report.is_valid and report.document is not None:
        site.name = _name(report) or site.name
        _attach(site, report.document)
        fetching.note(site, report.document)
    site.changed_at = timezone.now()
    site.save(update_fields=["name", "changed_at"])
    logger.info("site.saved id=%s revision=%s origin=%s", site.pk, spec.revision, origin)
    return spec


def _name(report: Report) -> str:
    """Of a draft as well, so that it is told from others; "" where it says none."""
    said = (report.document or {}).get("businessName", "")
    is_text = isinstance(said, str) and validation.is_storable(said)
    return " ".join(said.split())[:MAX_SITE_NAME] if is_text else ""


def _attach(site: Site, document: Mapping[str, Any]) -> None:
    """Slots that are gone are detached, and those that came back are there again."""
    rows = list(site.planned_images.all())
    bare = plans.unfilled(document, rows)
    count = Brief(bare).gallery_count
    changed = []
    for row in rows:
        is_gone = not documents.has_slot(bare, row.slot_key, gallery_count=count)
        if row.detached != is_gone:
            row.detached = is_gone
            changed.append(row)
    PlannedImage.objects.bulk_update(changed, ["detached"])


def _with_pictures_since(site: Site, report: Report, base: int, over: int) -> Report:
    """The owner's document with the pictures that were put in while it was being written."""
    _refuse_overtaken(site, base, over)
    theirs, root = newest_valid(site), _root(site, base)
    if not report.is_valid or theirs is None or root is None or theirs == root:
        return report
    slot_keys = site.planned_images.filter(image__isnull=False).values_list("slot_key", flat=True)
    document = merging.with_pictures(
        report.document or {}, theirs.document or {}, root.document or {}, sorted(slot_keys)
    )
    return report if document == report.document else validation.validate(document)


def _refuse_overtaken(site: Site, base: int, over: int) -> None:
    """Raises Conflict where somebody else wrote in the meantime."""
    last = newest(site)
    since = site.specs.filter(revision__gt=max(base, over)).exclude(origin=Origin.ENRICHED)
    if last is not None and (not 0 < base <= last.revision or since.exists()):
        raise Conflict(last)


def _root(site: Site, base: int) -> SiteSpec | None:
    """The valid revision that the owner's change goes back to, through drafts."""
    spec = site.specs.filter(revision=base).first()
    while spec is not None and spec.is_draft:
        spec = site.specs.filter(revision=spec.based_on).first() if spec.based_on else None
    return spec
