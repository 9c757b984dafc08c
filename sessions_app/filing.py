"""Pictures into sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from gallery.models import Image
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


def uses_of(image: Image) -> Iterator[str]:
    """For the question before a picture is deleted."""
    filed = SessionImage.objects.filter(image=image, work_session__deleted_at=None)
    for name in filed.values_list("work_session__name", flat=True):
        yield f"It leaves the session “{name}”."
