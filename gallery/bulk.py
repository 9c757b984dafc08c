"""What is done to many pictures at once: a few statements a portion, never one a row.

A portion is its own transaction, so that ten thousand pictures hold up no other writer.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from taggit.models import Tag, TaggedItem

from gallery.models import Image, ImageQuerySet

AT_ONCE = 1000  # rows in one transaction

logger = logging.getLogger(__name__)


def portions(images: ImageQuerySet) -> Iterator[list[int]]:
    """The ids; which pictures they are is settled before the first of them changes."""
    pks = list(images.order_by().values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        yield pks[start : start + AT_ONCE]


def star(images: ImageQuerySet, *, starred: bool) -> int:
    """How many were found, also where some were starred before."""
    count = sum(_rows(pks).update(starred=starred) for pks in portions(images))
    logger.info("images.starred count=%s starred=%s", count, starred)
    return count


def trash(images: ImageQuerySet, *, now: datetime) -> int:
    """All with the same moment, by which `restore` knows exactly these again."""
    found = portions(images)
    count = sum(_rows(pks).filter(trashed_at=None).update(trashed_at=now) for pks in found)
    logger.info("images.trashed count=%s", count)
    return count


def restore(person: User, *, trashed_at: datetime) -> int:
    """Take back what one deletion moved to the trash."""
    gone = Image.objects.trashed_of(person).filter(trashed_at=trashed_at)
    count = sum(_rows(pks).update(trashed_at=None) for pks in portions(gone))
    logger.info("images.restored count=%s", count)
    return count


@transaction.atomic
def tag(pks: Iterable[int], tags: Iterable[Tag]) -> None:
    """One portion; a picture that has a tag keeps it once."""
    kind = ContentType.objects.get_for_model(Image)
    pairs = [(pk, tag) for pk in pks for tag in tags]
    TaggedItem.objects.bulk_create(
        [TaggedItem(content_type=kind, object_id=pk, tag=tag) for pk, tag in pairs],
        ignore_conflicts=True,
    )


@transaction.atomic
def untag(pks: Iterable[int], tags: Iterable[Tag]) -> None:
    """One portion; a picture without the tag stays as it is."""
    kind = ContentType.objects.get_for_model(Image)
    TaggedItem.objects.filter(content_type=kind, object_id__in=list(pks), tag__in=tags).delete()


def _rows(pks: list[int]) -> ImageQuerySet:
    return Image.objects.filter(pk__in=pks)
