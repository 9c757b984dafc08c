"""Which message a person's turn answers."""

from __future__ import annotations

from enum import Enum

from sessions_app.models import Message, WorkSession
from studio.models import Generation
from studio.requesting import Problem, RequestRefused


class Current(Enum):
    """Stands for the end of the branch that the session shows."""

    CURRENT = "current"


CURRENT = Current.CURRENT
FIELD = "parent_message_id"


def parent_of(work_session: WorkSession, parent: Message | Current | None) -> Message | None:
    """The model's message that is answered, None for a first turn.

    Raises RequestRefused where it is none of this session, or still on its way.
    """
    if parent is CURRENT:
        parent = work_session.current_message
    if parent is None:
        return None
    if parent.work_session_id != work_session.pk or not parent.is_of_model:
        raise RequestRefused([Problem(FIELD, "This session has no such answer.")])
    if Generation.objects.open().filter(message=parent).exists():
        message = "This answer is still on its way. Wait for it, or go on from an earlier one."
        raise RequestRefused([Problem(FIELD, message)])
    return parent
