"""What a person does with whole sessions: delete, take back, and what becomes of their pictures."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gallery.cleanup import Swept
from gallery.models import Image
from sessions_app.models import Memory, Message, WorkSession
from sessions_app.models.work_session import UNSAVED_KEPT
from sessions_app.signals import session_deleted

DELETED_KEPT = timedelta(days=30)


def saying(sessions: QuerySet[WorkSession], words: str) -> QuerySet[WorkSession]:
    """Those with the words in their name, or in what was said in them."""
    said = Message.objects.filter(work_session=OuterRef("pk"), text__icontains=words)
    return sessions.filter(Q(name__icontains=words) | Exists(said))


@transaction.atomic
def delete(session: WorkSession, *, with_pictures: bool) -> None:
    """Out of the list; its pictures go to the trash, or stay in the gallery without it."""
    now = timezone.now()
    if with_pictures:
        own = Image.objects.filter(session_image__work_session=session, trashed_at__isnull=True)
        own.update(trashed_at=now)
    WorkSession.objects.filter(pk=session.pk).update(deleted_at=now)
    session_deleted.send(sender=WorkSession, session=session)


@transaction.atomic
def restore(session: WorkSession) -> None:
    """As it was, with the pictures that went to the trash together with it.

    One whose week is over begins another: it would go again by the next clean-up.
    """
    now = timezone.now()
    together = Image.objects.filter(
        session_image__work_session=session, trashed_at=session.deleted_at
    )
    together.update(trashed_at=None)
    is_over = session.goes_at is not None and session.goes_at <= now
    worked_on = {"changed_at": now} if is_over else {}
    WorkSession.objects.filter(pk=session.pk).update(deleted_at=None, **worked_on)


def rename(session: WorkSession) -> None:
    """Keep the name that it carries; a new one begins with it.

    Of one that is there nothing else is written: a turn may have been said since it was read.
    """
    session.touch()
    session.save(update_fields=["name", "changed_at"] if session.pk else None)


def set_archived(session: WorkSession, *, archived: bool) -> None:
    """What is put into the archive is saved by that."""
    kept = {"saved": True} if archived else {}
    WorkSession.objects.filter(pk=session.pk).update(archived=archived, **kept)


def sweep_unsaved(now: datetime, dry_run: bool) -> Swept:
    """Sessions of people who do not save all of them, a week after their last turn."""
    past = WorkSession.objects.filter(
        saved=False, deleted_at__isnull=True, changed_at__lte=now - UNSAVED_KEPT
    )
    count = past.count()
    if not dry_run:
        for session in list(past.select_related("owner")):
            delete(session, with_pictures=False)
    return Swept("sessions that were not saved", count)


def sweep_deleted(now: datetime, dry_run: bool) -> Swept:
    """What was deleted 30 days ago goes for good: sessions and memories."""
    gone = Q(deleted_at__lte=now - DELETED_KEPT)
    sessions, memories = WorkSession.objects.filter(gone), Memory.objects.filter(gone)
    count = sessions.count() + memories.count()
    if not dry_run:
        sessions.delete()
        memories.delete()
    return Swept("deleted sessions and memories", count)
