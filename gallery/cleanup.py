"""What may go by itself, and when.  Never what is starred, and never what is in use.

Two steps, so that everything can be taken back for a while: a rule moves pictures to the trash,
and 30 days later they leave it for good.  Apps that know more about pictures add their rules and
what they use from their `apps.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, Sum

from gallery.models import Image, ImageQuerySet, Rendition

TRASH_KEPT = timedelta(days=30)
AT_ONCE = 200  # rows in one transaction

RETENTION: list[Callable[[datetime], Q]] = []  # which pictures are past their owner's time
IN_USE: list[Callable[[], Q]] = []  # which pictures something still needs

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What a clean-up did, or would do; `freed_bytes` counts originals and renditions."""

    trashed: int
    deleted: int
    freed_bytes: int


def clean(now: datetime, *, dry_run: bool = False) -> Report:
    """Apply the rules; a dry run only counts."""
    past = _past_retention(now)
    expired = _expired(now)
    report = Report(past.count(), expired.count(), _size_bytes(expired))
    if not dry_run:
        past.update(trashed_at=now)
        for pks in _portions(expired):
            _delete(pks)
        logger.info("cleanup.done trashed=%s deleted=%s", report.trashed, report.deleted)
    return report


def _past_retention(now: datetime) -> ImageQuerySet:
    wanted = _any(rule(now) for rule in RETENTION)
    return _free().filter(wanted, trashed_at__isnull=True, starred=False)


def _expired(now: datetime) -> ImageQuerySet:
    return _free().filter(trashed_at__lte=now - TRASH_KEPT)


def _free() -> ImageQuerySet:
    return Image.objects.exclude(_any(used() for used in IN_USE))


def _any(conditions: Iterable[Q]) -> Q:
    """One of them; of none, nothing."""
    return reduce(or_, conditions, Q(pk__in=[]))


def _size_bytes(images: ImageQuerySet) -> int:
    originals = images.aggregate(total=Sum("size_bytes"))["total"] or 0
    renditions = Rendition.objects.filter(image__in=images).aggregate(total=Sum("size_bytes"))
    return originals + (renditions["total"] or 0)


def _portions(images: ImageQuerySet) -> Iterator[list[int]]:
    while pks := list(images.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield pks


@transaction.atomic
def _delete(pks: list[int]) -> None:
    """The rows; their files follow once this commits."""
    Image.objects.filter(pk__in=pks).delete()
