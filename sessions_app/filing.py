"""Pictures into sessions."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from sessions_app.models import SessionImage, WorkSession


def file(image_ids: Iterable[int], session: WorkSession) -> None:
    """Move these pictures into the session, out of whichever they were in."""
    SessionImage.objects.bulk_create(
        [SessionImage(image_id=pk, work_session=session) for pk in image_ids],
        update_conflicts=True,
        unique_fields=["image"],
        update_fields=["work_session", "filed_at"],
    )
    WorkSession.objects.filter(pk=session.pk).update(changed_at=timezone.now())
