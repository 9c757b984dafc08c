"""Celery's doors.  A message carries a number; the row says what is to do."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from site_builder import fetching
from site_builder.exporting import orders


@shared_task(name=orders.BUILD, ignore_result=True, acks_late=True)
def build_export(pk: int) -> None:
    orders.build(pk)


@shared_task(name=fetching.FETCH, ignore_result=True, acks_late=True)
def fetch_picture(site_id: int) -> None:
    fetching.fetch_next(site_id, timezone.now())
