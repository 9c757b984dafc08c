"""Whole runs deleted, taken back, and gone for good after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from gallery.cleanup import Swept
from gallery.models import Image, ImageQuerySet
from studio import actions
from studio.models import SketchRun

DELETED_KEPT = timedelta(days=30)


def pictures_of(run: SketchRun) -> ImageQuerySet:
    """Those of the gallery that the run drew, what was drawn anew too."""
    return Image.objects.filter(sketches__run=run, trashed_at__isnull=True).distinct()


@transaction.atomic
def delete(run: SketchRun, *, with_pictures: bool, by: AbstractBaseUser) -> None:
    """Out of all lists, with its comments; its pictures go to the trash, or stay in the gallery.

    What is on its way is stopped.
    """
    actions.cancel_batch(batch=run.batch, by=by)
    now = timezone.now()
    if with_pictures:
        own = Image.objects.filter(pk__in=pictures_of(run).values("pk"))
        own.update(trashed_at=now)
    SketchRun.objects.filter(pk=run.pk).update(deleted_at=now)


@transaction.atomic
def restore(run: SketchRun) -> None:
    """As it was, with the pictures that went to the trash together with it."""
    together = Image.objects.filter(sketches__run=run, trashed_at=run.deleted_at)
    Image.objects.filter(pk__in=together.values("pk")).update(trashed_at=None)
    SketchRun.objects.filter(pk=run.pk).update(deleted_at=None)


def sweep_deleted(now: datetime, dry_run: bool) -> Swept:
    """What was deleted 30 days ago goes for good, its folder with it."""
    gone = SketchRun.objects.filter(deleted_at__lte=now - DELETED_KEPT)
    count = gone.count()
    if not dry_run:
        gone.delete()
    return Swept("deleted sheets of sketches", count)
