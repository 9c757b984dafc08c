"""A picture as the beginning of a conversation, or as a place in one."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from gallery.models import Image
from sessions_app import filing
from sessions_app.models import Message, PartKind, Role, WorkSession


@transaction.atomic
def conversation_of(image: Image, *, by: AbstractBaseUser) -> tuple[WorkSession, Message | None]:
    """The session that the picture is in, and the answer that brought it, if one did.

    One that is in no session begins one of its own, under its own name.
    """
    Image.objects.select_for_update().get(pk=image.pk)  # a second click finds what the first began
    session = WorkSession.objects.visible_to(by).filter(session_images__image=image).first()
    if session is not None:
        return session, _answer_with(image, session)
    session = WorkSession.begun_by(by)
    session.name = image.title
    session.save()
    filing.file([image.pk], session)
    return session, None


def _answer_with(image: Image, session: WorkSession) -> Message | None:
    brought = session.messages.filter(
        role=Role.MODEL, parts__image=image, parts__kind=PartKind.IMAGE
    )
    return brought.order_by("pk").first()
