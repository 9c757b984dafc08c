"""A turn of a conversation as a memory: what was asked, what was answered, what is to be seen."""

from __future__ import annotations

from typing import Any

from sessions_app import transcripts
from sessions_app.conversations import Tree
from sessions_app.memories.entries import clean_tags, title_from
from sessions_app.models import MemoryType, Message
from sessions_app.models.memory import MAX_CONTENT
from sessions_app.transcripts import Said


def initial_from_turn(message: Message) -> dict[str, Any]:
    """Of a person's turn with its first answer, or of one answer with the turn before it."""
    turn, answer = _exchange_with(message)
    image = answer.pictures[0] if answer and answer.pictures else None
    words = [turn.text, answer.text if answer else "", image.alt if image else ""]
    return {
        "title": title_from(turn.text),
        "content": "\n\n".join(word for word in words if word.strip())[:MAX_CONTENT],
        "context": f"From the session “{message.work_session.name}”.",
        "type": MemoryType.IMAGE if image else MemoryType.GENERAL,
        "tags": ", ".join(clean_tags(_tags(turn, answer))),
        "image": image.pk if image else None,
    }


def _exchange_with(message: Message) -> tuple[Said, Said | None]:
    """The turn and the answer that it is about, None where there is none yet."""
    turn_pk = (message.parent_id if message.is_of_model else None) or message.pk
    exchange = transcripts.exchanges([turn_pk], Tree.of(message.work_session))[0]
    answers = {each.message.pk: each for each in exchange.answers}
    return exchange.turn, answers.get(message.pk, next(iter(exchange.answers), None))


def _tags(turn: Said, answer: Said | None) -> list[str]:
    """Model, session and preset."""
    message = turn.message
    model = answer.message.model if answer else ""
    return [model, message.work_session.name, str(message.asked.get("preset") or "")]
