"""What may go by itself, and when.  Never what is starred, and never what is in use.

Two steps, so that everything can be taken back for a while: a rule moves pictures to the trash,
and 30 days later they leave it for good.  Apps that know more about pictures add their rules,
what they use, and what else they have to sweep away from their `apps.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, Sum

from gallery import orphans
from gallery.models import Image, ImageQuerySet, Rendition
from gallery.storage import StorageError

TRASH_KEPT = timedelta(days=30)
AT_ONCE = 200  # rows in one transaction


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep took away, or would; `noun` is in the plural: "expired sign-ins"."""

    noun: str
    count: int
    size_bytes: int = 0


Sweep = Callable[[datetime, bool], Swept]  # now, and whether it is a dry run

RETENTION: list[Callable[[datetime], Q]] = []  # which pictures are past their owner's time
IN_USE: list[Callable[[], Q]] = []  # which pictures something still needs
SWEEPS: list[Sweep] = []  # what else goes: sign-ins, temporary files

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would go now; `freed_bytes` counts originals and renditions."""

    trashed: int
    deleted: int
    freed_bytes: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a clean-up did, or would do; `freed_bytes` as in a plan."""

    trashed: int
    deleted: int
    freed_bytes: int
    swept: tuple[Swept, ...]
    missing: tuple[int, ...] = ()  # pictures whose original is gone; they are only told
    problem: str = ""  # a sentence about what could not be done

    @property
    def all_freed_bytes(self) -> int:
        return self.freed_bytes + sum(each.size_bytes for each in self.swept)


def clean(now: datetime, *, dry_run: bool = False) -> Report:
    """Apply the rules and the sweeps; a dry run only counts."""
    past = _past_retention(now)
    plan = _plan(past, expired(now))
    if not dry_run:
        for pks in _portions(past):
            _trash(pks, now)
        delete(expired(now))
    swept = [sweep(now, dry_run) for sweep in SWEEPS]
    lost, missing, problem = _sweep_orphans(now, dry_run=dry_run)
    if not dry_run:
        logger.info("cleanup.done trashed=%s deleted=%s", plan.trashed, plan.deleted)
    return Report(plan.trashed, plan.deleted, plan.freed_bytes, (*swept, lost), missing, problem)


def plan_for(user: AbstractBaseUser, now: datetime) -> Plan:
    """What the next clean-up would do with this person's pictures."""
    mine = Q(owner_id=user.pk)
    return _plan(_past_retention(now).filter(mine), expired(now).filter(mine))


def expired(now: datetime) -> ImageQuerySet:
    """What has waited in the trash for long enough; starred pictures wait on."""
    return free().filter(trashed_at__lte=now - TRASH_KEPT, starred=False)


def free() -> ImageQuerySet:
    """What nothing needs at this moment."""
    return Image.objects.exclude(_any(used() for used in IN_USE))


def delete(images: ImageQuerySet) -> int:
    """Delete for good, in portions; returns how many.

    A picture that is no longer among `images` when its portion's turn comes stays: it was restored,
    starred or taken into use in the meantime.
    """
    return sum(_delete(pks, images) for pks in _portions(images))


def _plan(past: ImageQuerySet, gone: ImageQuerySet) -> Plan:
    return Plan(past.count(), gone.count(), size_bytes(gone))


def size_bytes(images: ImageQuerySet) -> int:
    originals = images.aggregate(total=Sum("size_bytes"))["total"] or 0
    renditions = Rendition.objects.filter(image__in=images).aggregate(total=Sum("size_bytes"))
    return originals + (renditions["total"] or 0)


def _past_retention(now: datetime) -> ImageQuerySet:
    wanted = _any(rule(now) for rule in RETENTION)
    return free().filter(wanted, trashed_at__isnull=True, starred=False)


def _any(conditions: Iterable[Q]) -> Q:
    """One of them; of none, nothing."""
    return reduce(or_, conditions, Q(pk__in=[]))


def _portions(images: ImageQuerySet) -> Iterator[list[int]]:
    """By keys that only grow, so that one which cannot go is not asked for again."""
    last = 0
    while pks := list(
        images.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        last = pks[-1]
        yield pks


@transaction.atomic
def _trash(pks: list[int], now: datetime) -> None:
    _lock(pks)
    _past_retention(now).filter(pk__in=pks).update(trashed_at=now)


@transaction.atomic
def _delete(pks: list[int], images: ImageQuerySet) -> int:
    """The rows, all or none; their files follow once this commits."""
    _lock(pks)
    still = list(images.filter(pk__in=pks).values_list("pk", flat=True))
    Image.objects.filter(pk__in=still).delete()
    return len(still)


def _lock(pks: list[int]) -> None:
    """Whoever stars, restores or uses one of them comes before or after, not in between."""
    locked = Image.objects.filter(pk__in=pks).order_by("pk").select_for_update()
    list(locked.values_list("pk"))


def _sweep_orphans(now: datetime, *, dry_run: bool) -> tuple[Swept, tuple[int, ...], str]:
    try:
        comparison = orphans.compare(now)
    except StorageError as error:
        return Swept("files that nothing names", 0), (), str(error)
    missing = tuple(comparison.images)
    if comparison.is_doubtful:
        problem = (
            f"{len(comparison.files):,} of {comparison.file_count:,} files in the store belong to "
            "no picture. Is this the right database? None of them was deleted."
        )
        return Swept("files that nothing names", 0), missing, problem
    if not dry_run:
        orphans.remove(comparison)
    found = Swept("files that nothing names", len(comparison.files), comparison.size_bytes)
    return found, missing, ""
