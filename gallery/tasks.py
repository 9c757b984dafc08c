from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from gallery import cleanup


@shared_task(name="gallery.clean", ignore_result=True, expires=3600)
def clean() -> None:
    cleanup.clean(timezone.now())
