"""An export from the wish to the file: asked for, built by a worker, fetched for a day, gone."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from gallery import storage
from gallery.cleanup import Swept
from gallery.imaging import BadImage
from gallery.storage import StorageError
from site_builder import slots
from site_builder.exporting.bundle import Refused, bundled
from site_builder.exporting.packing import folder_of, packed
from site_builder.exporting.sources import sources_of
from site_builder.models import ExportStatus, Site, SiteExport
from site_builder.slots import SiteSlots
from studio.turns import writing

BUILD = "site_builder.build_export"  # the task's name

logger = logging.getLogger(__name__)


class NothingToExport(Exception):
    """The site has no valid spec."""


def order(site: Site) -> SiteExport:
    """Ask for a ZIP of the newest valid revision; one that is on its way already is answered.

    What the owner has to confirm is asked before: see `questions`.  Raises NothingToExport.
    """
    plan = slots.of(site)
    if plan is None:
        raise NothingToExport
    with writing():
        Site.objects.select_for_update().get(pk=site.pk)  # one at a time
        on_its_way = newest(site)
        if on_its_way is not None and on_its_way.is_open:
            return on_its_way
        export = SiteExport.objects.create(site=site, revision=plan.plan.spec.revision)
        transaction.on_commit(lambda: _wake(export.pk))
    logger.info("export.ordered id=%s site=%s", export.pk, site.pk)
    return export


def newest(site: Site) -> SiteExport | None:
    """None once its day is over."""
    export = site.exports.newest_first().first()
    return None if export is None or export.expires_at <= timezone.now() else export


def build(pk: int) -> None:
    """Make the ZIP and keep it; a second call for the same one does nothing."""
    mine = SiteExport.objects.filter(pk=pk, status=ExportStatus.PENDING)
    if not mine.update(status=ExportStatus.BUILDING):
        return
    export = SiteExport.objects.select_related("site").get(pk=pk)
    try:
        data, picture_count = made(export.site)
        name = storage.write(data, extension="zip")
    except Refused as error:
        _fail(export, list(error.problems))
    except NothingToExport:
        _fail(export, ["The spec has errors. Correct them and export again."])
    except (StorageError, BadImage) as error:
        _fail(export, [str(error)])
    else:
        _finish(export, data, name=name, picture_count=picture_count)


def made(site: Site) -> tuple[bytes, int]:
    """The ZIP and how many pictures are in it.

    Raises NothingToExport, Refused, StorageError and BadImage.
    """
    plan = slots.of(site)
    if plan is None:
        raise NothingToExport
    return _zip(site, plan)


def _zip(site: Site, plan: SiteSlots) -> tuple[bytes, int]:
    document = plan.plan.document
    folder = bundled(document, sources_of(site, plan), ai_note=site.ai_note)
    data = packed(folder.files, folder=folder_of(document["businessName"]))
    return data, folder.picture_count


def sweep(now: datetime) -> None:
    """What lost its message or its worker is told as failed, so that it can be asked for again."""
    for export in SiteExport.objects.lost(now):
        _fail(export, ["The export was interrupted. Try again."])


def clean(now: datetime, dry_run: bool) -> Swept:
    """Exports whose day is over, with their files."""
    over = list(SiteExport.objects.expired(now))
    swept = Swept("exported sites", len(over), sum(each.size_bytes for each in over))
    if not dry_run:
        for export in over:
            export.delete()
            storage.remove(*([export.name] if export.name else []))
    return swept


def named(names: set[str]) -> set[str]:
    """Which of these files belong to an export."""
    return set(SiteExport.objects.filter(name__in=names).values_list("name", flat=True))


def _finish(export: SiteExport, data: bytes, *, name: str, picture_count: int) -> None:
    held = SiteExport.objects.filter(pk=export.pk, status=ExportStatus.BUILDING)
    kept = held.update(
        status=ExportStatus.READY,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        picture_count=picture_count,
        finished_at=timezone.now(),
    )
    if not kept:
        storage.remove(name)
    logger.info("export.finished id=%s bytes=%s kept=%s", export.pk, len(data), bool(kept))


def _fail(export: SiteExport, problems: list[str]) -> None:
    SiteExport.objects.filter(pk=export.pk, name="").update(
        status=ExportStatus.FAILED, problems=problems, finished_at=timezone.now()
    )
    logger.info("export.failed id=%s problems=%s", export.pk, len(problems))


def _wake(pk: int) -> None:
    try:
        current_app.send_task(BUILD, args=[pk], ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("hint.lost error=%s", type(error).__name__)
