"""Turns of a conversation as they lie in the database once the model has answered."""

from __future__ import annotations

from typing import Any

from gallery.models import Image
from sessions_app import filing
from sessions_app.models import Message, MessagePart, Mode, PartKind, Role, WorkSession
from studio.models import Answer
from tests.factories.studio import BatchFactory, GenerationFactory


def a_turn(
    session: WorkSession, text: str, *, parent: Message | None = None, mode: Mode = Mode.GENERATE
) -> Message:
    """What a person said, without any answer."""
    return Message.objects.create(
        work_session=session, parent=parent, role=Role.USER, mode=mode, text=text
    )


def an_answer(
    turn: Message, text: str = "", *, image: Image | None = None, **facts: Any
) -> Message:
    """One answer with its generation; the session goes on from it."""
    session = turn.work_session
    message = Message.objects.create(
        work_session=session, parent=turn, role=Role.MODEL, mode=turn.mode, text=text
    )
    if image is not None:
        filing.file([image.pk], session)
        MessagePart.objects.create(message=message, position=0, kind=PartKind.IMAGE, image=image)
    batch = BatchFactory.create(owner=session.owner, work_session=session)
    state = facts or {"complete": True}
    row = GenerationFactory.create(batch=batch, message=message, image=image, **state)
    if row.status == "complete":
        Answer.objects.create(generation=row, text=text)
    session.current_message = message
    session.save(update_fields=["current_message"])
    return message


def an_exchange(
    session: WorkSession,
    text: str,
    *,
    parent: Message | None = None,
    image: Image | None = None,
    mode: Mode = Mode.GENERATE,
    answer: str = "",
) -> Message:
    """A turn and its one answer, which is returned."""
    return an_answer(a_turn(session, text, parent=parent, mode=mode), answer, image=image)
