"""When the provider no longer takes back what it signed."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Concat

from sessions_app.models import Message, Role
from studio.dialogue.exchanges import path_to
from studio.models import Generation

CLOSED = "closed"  # as the route of a message: no door takes it back any more
_NOTE = (
    "Google no longer accepts the signatures of earlier turns: they go along as words with the "
    "last picture."
)


def give_up_signatures(generation: Generation) -> bool:
    """From now on the turns before this one go along as words; False where they do already.

    Within the transaction that settles the attempt.
    """
    message = generation.message
    turn = message.parent if message else None
    if turn is None:
        return False
    path = path_to(turn.work_session, turn.parent_id)
    model_id = generation.engine_model.model_id
    spoken = Message.objects.filter(pk__in=path, role=Role.MODEL, model=model_id)
    if not spoken.exclude(route=CLOSED).update(route=CLOSED):
        return False
    space = " " if turn.note else ""
    Message.objects.filter(pk=turn.pk).update(note=Concat("note", Value(f"{space}{_NOTE}")))
    return True
