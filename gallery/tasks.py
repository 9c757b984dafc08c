from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from gallery import cleanup, moments


@shared_task(name="gallery.clean", ignore_result=True, expires=3600)
def clean() -> None:
    cleanup.clean(timezone.now())


@shared_task(name="gallery.empty_trash", ignore_result=True)
def empty_trash(owner_pk: int, until: str) -> None:
    """Delete for good what lay in the person's trash at that moment; what is in use stays."""
    moment = moments.read(until)
    if moment is not None:
        waiting = cleanup.free().filter(owner_id=owner_pk, trashed_at__lte=moment)
        cleanup.delete(waiting)
