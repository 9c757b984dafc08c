"""Moving between branches, and stopping what was asked."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from sessions_app.conversations import Tree
from sessions_app.models import Message, WorkSession
from studio import actions
from studio.conversing.words import prompt_in
from studio.models import Batch


def show(work_session: WorkSession, message: Message) -> int:
    """Show the newest branch that goes through this message of the session; returns its end."""
    leaf = Tree.of(work_session).newest_leaf(message.pk)
    WorkSession.objects.filter(pk=work_session.pk).update(current_message=leaf)
    return leaf


def drawn_prompt(message: Message) -> str:
    """The prompt that a chat came to with this answer."""
    return prompt_in(message.text)


def stop(session: WorkSession, **kwargs: object) -> None:
    """A deleted session draws no more; what runs is paid for and its picture dropped."""
    actions.cancel_session(work_session=session, by=session.owner)


def cancel(turn: Message, by: AbstractBaseUser) -> None:
    """Stop all answers to a person's turn that are not there yet."""
    for batch in Batch.objects.filter(generations__message__parent=turn).distinct():
        actions.cancel_batch(batch=batch, by=by)
