"""Sites out of the list and back, and what becomes of the pictures that were made for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from gallery.cleanup import Swept
from gallery.models import Image, ImageQuerySet
from site_builder.models import Site
from studio import actions

DELETED_KEPT = timedelta(days=30)


def made_for(site: Site) -> ImageQuerySet:
    """Every picture that this site has asked for, older versions too; the owner's own are not."""
    return Image.objects.filter(generation__batch=site.batch_id, generation__batch__isnull=False)


@transaction.atomic
def delete(site: Site, *, with_pictures: bool, by: AbstractBaseUser) -> None:
    """What is still waiting is not made; its pictures go to the trash, or stay in the gallery."""
    now = timezone.now()
    if site.batch is not None:
        actions.cancel_batch(batch=site.batch, by=by)
    if with_pictures:
        made_for(site).filter(trashed_at__isnull=True).update(trashed_at=now)
    Site.objects.filter(pk=site.pk).update(deleted_at=now)


@transaction.atomic
def restore(site: Site) -> None:
    """As it was, with the pictures that went to the trash together with it."""
    made_for(site).filter(trashed_at=site.deleted_at).update(trashed_at=None)
    Site.objects.filter(pk=site.pk).update(deleted_at=None, changed_at=timezone.now())


def sweep_deleted(now: datetime, dry_run: bool) -> Swept:
    """What was deleted 30 days ago goes for good."""
    gone = Site.objects.filter(deleted_at__lte=now - DELETED_KEPT)
    count = gone.count()
    if not dry_run:
        gone.delete()
    return Swept("deleted sites", count)
