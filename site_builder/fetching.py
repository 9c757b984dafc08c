"""Pictures of other addresses, from the spec that names them to the library: each fetched once.

A site's are fetched one after the other, by a worker, never in a request; three tries each.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from gallery import intake
from gallery.models import Image
from site_builder import amending, enriching, outside
from site_builder.downloading import NotHad, downloaded
from site_builder.models import Origin, Outside, OutsidePicture, Site, SiteSpec
from studio import turns
from studio.pooling import let_go_of_the_database

logger = logging.getLogger(__name__)

FETCH = "site_builder.fetch_picture"  # the task's name
MOST = 100  # of one spec
TOLD = 10  # one by one; of the others how many they are
PAUSES = (timedelta(seconds=30), timedelta(minutes=2))  # before the second and the third try
TRIES = len(PAUSES) + 1
LEASE = timedelta(seconds=90)  # longer than a download, its names and its decoding
TOO_MANY, UNREACHABLE = "too_many", "unreachable"
WORDS = {
    "refused": "the address is not on the open internet, or not a plain https:// address.",
    "redirects": "its server sends on to another address again and again.",
    "too_large": "it is larger than 25 MB.",
    "no_picture": "what stands there is no picture that can be used.",
    "unstored": "it could not be stored.",
    UNREACHABLE: "its server could not be reached, or took longer than 15 seconds.",
    TOO_MANY: f"only the first {MOST} pictures of a spec are fetched.",
}


@dataclass(frozen=True, slots=True)
class Failure:
    url: str
    reason: str  # the rest of a sentence


@dataclass(frozen=True, slots=True)
class Told:
    """What an owner is told: how many are on their way, and what could not be had."""

    waiting: int
    failed: tuple[Failure, ...]  # the first of them
    failed_count: int

    @property
    def more(self) -> int:
        return self.failed_count - len(self.failed)


def told(site: Site) -> Told:
    """Of the addresses that the newest valid revision names."""
    named = _named(site)
    rows = list(site.outside_pictures.filter(url__in=named).order_by("pk")) if named else []
    failed = [row for row in rows if row.state == Outside.FAILED]
    waiting = sum(row.state == Outside.WAITING for row in rows)
    first = tuple(Failure(row.url, _reason(row.error_code)) for row in failed[:TOLD])
    return Told(waiting, first, len(failed))


def _reason(code: str) -> str:
    status = code.removeprefix("http_")
    return WORDS.get(code, f"its server answers with an error (HTTP {status}).")


def note(site: Site, document: Mapping[str, Any]) -> None:
    """Have fetched what a new revision names; within the transaction that holds the site's row.

    What could not be had is not asked for again: see `try_again`.
    """
    named = outside.addresses_in(document)
    if not named:
        return
    first = set(named[:MOST])
    known = {row.url: row for row in site.outside_pictures.filter(url__in=named)}
    OutsidePicture.objects.bulk_create(
        _first_heard_of(site, url, is_wanted=url in first) for url in named if url not in known
    )
    again = [row.pk for row in known.values() if row.url in first and _is_wanted_again(row)]
    _wait_anew(site, again)


def try_again(site: Site) -> int:
    """What could not be had is asked for once more; how many."""
    with turns.writing():
        held = amending.locked(site)
        failed = held.outside_pictures.failed().exclude(error_code=TOO_MANY)
        rows = list(failed.filter(url__in=_named(held)))
        _wait_anew(held, [row.pk for row in rows])
    return len(rows)


def fetch_next(site_id: int, now: datetime) -> None:
    """Bring in one picture of the site, if one is due; safe to call at any time."""
    row = _claim(site_id, now)
    if row is None:
        return
    try:
        image = _at_hand(row) or _brought(row)
    except NotHad as error:
        _miss(row, error)
    else:
        _place(row, image)


def sweep(now: datetime) -> None:
    """Wake workers for tries that are due, and for what a lost message left."""
    busy = OutsidePicture.objects.held(now).values("site")
    due = OutsidePicture.objects.due(now).exclude(site__in=busy)
    for site_id in set(due.values_list("site", flat=True)):
        _wake(site_id)


def _named(site: Site) -> list[str]:
    spec: SiteSpec | None = site.specs.valid().newest_first().first()
    return outside.addresses_in(spec.document) if spec and spec.document else []


def _first_heard_of(site: Site, url: str, *, is_wanted: bool) -> OutsidePicture:
    if is_wanted:
        return OutsidePicture(site=site, url=url)
    return OutsidePicture(site=site, url=url, state=Outside.FAILED, error_code=TOO_MANY)


def _is_wanted_again(row: OutsidePicture) -> bool:
    return row.state == Outside.FETCHED or row.error_code == TOO_MANY


def _wait_anew(site: Site, pks: list[int]) -> None:
    site.outside_pictures.filter(pk__in=pks).update(
        state=Outside.WAITING, error_code="", attempts=0, due_at=timezone.now(), held_until=None
    )
    transaction.on_commit(partial(_wake, site.pk))


@turns.writing()
def _claim(site_id: int, now: datetime) -> OutsidePicture | None:
    """The next one, held for the caller; None where none is due or another worker is at it."""
    site = Site.objects.select_for_update().filter(pk=site_id).first()
    if site is None or site.outside_pictures.held(now).exists():
        return None
    site.outside_pictures.due(now).filter(attempts__gte=TRIES).update(
        state=Outside.FAILED, error_code=UNREACHABLE
    )  # whoever tried died of it
    due, named = site.outside_pictures.due(now), _named(site)
    due.exclude(url__in=named).delete()
    row = due.filter(url__in=named).select_related("site__owner", "image").order_by("pk").first()
    if row is not None:
        row.attempts, row.held_until = row.attempts + 1, now + LEASE
        row.save(update_fields=["attempts", "held_until"])
    return row


def _at_hand(row: OutsidePicture) -> Image | None:
    """The picture that was fetched before, unless it was thrown away since."""
    image = row.image
    return image if image is not None and image.trashed_at is None else None


def _brought(row: OutsidePicture) -> Image:
    """Raises NotHad."""
    let_go_of_the_database()
    data = downloaded(row.url)
    try:
        return intake.upload(data, owner=row.site.owner)
    except intake.BadImage as error:
        raise NotHad("no_picture") from error
    except intake.StorageError as error:
        raise NotHad("unstored", is_passing=True) from error


@turns.writing()
def _place(row: OutsidePicture, image: Image) -> None:
    """With the site's row held, so that an owner's save comes before or after."""
    site = amending.locked(row.site)
    _mine(row).update(state=Outside.FETCHED, image=image, held_until=None)
    fill = enriching.library_fill(image, alt="")
    change = partial(outside.replaced, url=row.url, fill=fill)
    amending.amend(site, change, origin=Origin.ENRICHED)
    transaction.on_commit(partial(_wake, site.pk))  # the next one
    logger.info("outside.fetched id=%s site=%s image=%s", row.pk, site.pk, image.pk)


@turns.writing()
def _miss(row: OutsidePicture, error: NotHad) -> None:
    if error.is_passing and row.attempts < TRIES:
        due_at = timezone.now() + PAUSES[row.attempts - 1]
        _mine(row).update(due_at=due_at, held_until=None)
    else:
        _mine(row).update(state=Outside.FAILED, error_code=error.code, held_until=None)
    transaction.on_commit(partial(_wake, row.site_id))
    logger.info("outside.missed id=%s attempt=%s code=%s", row.pk, row.attempts, error.code)


def _mine(row: OutsidePicture) -> Any:
    """The row, while it is this try's to settle."""
    rows = OutsidePicture.objects.waiting()
    return rows.filter(pk=row.pk, attempts=row.attempts, held_until=row.held_until)


def _wake(site_id: int) -> None:
    try:
        current_app.send_task(FETCH, args=[site_id], ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("hint.lost error=%s", type(error).__name__)
