"""A person's turn into rows: the message, a message for each answer, and their generations."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from gallery.models import Image
from sessions_app.models import Message, MessagePart, Mode, PartKind, Role, WorkSession
from studio import actions, prompting
from studio.conversing.planning import Plan, plan
from studio.conversing.starting import CURRENT, Current
from studio.models import Batch, Generation
from studio.requesting import BEFORE, WORDS, GenerationRequest, ResolvedRequest

logger = logging.getLogger(__name__)


@transaction.atomic
def say(
    *,
    work_session: WorkSession,
    by: AbstractBaseUser,
    text: str,
    mode: str,
    parent: Message | Current | None = CURRENT,
    request: GenerationRequest | None = None,
    idempotency_key: str = "",
) -> Message:
    """Put the turn under `parent` and queue its answers; returns the person's message.

    Another turn under the same parent is a branch: that is how one is edited and sent again.
    `request` holds the settings.  The same idempotency key gives the message that is there.
    Raises RequestRefused, MissingKey, InsufficientBudget, IdempotencyConflict.
    """
    asked = replace(request or GenerationRequest(prompt=text), prompt=text)
    planned: list[Plan] = []

    def resolve() -> Sequence[ResolvedRequest]:
        planned.append(
            plan(work_session=work_session, by=by, mode=mode, parent=parent, request=asked)
        )
        return planned[0].estimate.resolved

    batch = actions.enqueue(
        resolve,
        said=[repr((asked, mode, _key_of(parent)))],
        by=by,
        work_session=work_session,
        idempotency_key=idempotency_key,
    )
    if (before := _turn_of(batch)) or not planned:
        return before or _lost(batch)
    return _write(work_session, batch, planned[0], asked, mode)


def _key_of(parent: Message | Current | None) -> int | str | None:
    return parent.value if isinstance(parent, Current) else parent.pk if parent else None


def _turn_of(batch: Batch) -> Message | None:
    """The turn whose answers this batch makes; None before they are written."""
    return Message.objects.filter(answers__generation__batch=batch).first()


def _lost(batch: Batch) -> Message:
    """The batch was there and its turn is gone with its session."""
    raise Message.DoesNotExist(f"the turn of batch {batch.pk}")


def _write(
    work_session: WorkSession, batch: Batch, planned: Plan, asked: GenerationRequest, mode: str
) -> Message:
    resolved = planned.resolved
    turn = Message.objects.create(
        work_session=work_session,
        parent=planned.parent,
        role=Role.USER,
        mode=mode,
        text=resolved.prompt,
        note=planned.history.note,
        asked=_asked(planned, asked),
    )
    MessagePart.objects.bulk_create(_parts(turn, resolved))
    first = _await_answers(turn, batch)
    WorkSession.objects.filter(pk=work_session.pk).update(
        current_message=first, changed_at=timezone.now()
    )
    work_session.current_message = first
    logger.info("turn.said id=%s session=%s mode=%s", turn.pk, work_session.pk, Mode(mode))
    return turn


def _await_answers(turn: Message, batch: Batch) -> Message:
    """A message for each generation, in their order; returns the first."""
    generations = list(batch.generations.order_by("position"))
    answers = Message.objects.bulk_create(
        Message(work_session_id=turn.work_session_id, parent=turn, role=Role.MODEL, mode=turn.mode)
        for _ in generations
    )
    for generation, answer in zip(generations, answers, strict=True):
        generation.message = answer
    Generation.objects.bulk_update(generations, ["message"])
    return answers[0]


def _asked(planned: Plan, asked: GenerationRequest) -> dict[str, Any]:
    """All settings of the turn, as the composer takes them up again."""
    context = planned.context
    told = planned.resolved.as_json() | (context.as_json() if context else {})
    pictures = [each.as_json() for each in asked.pictures]
    if planned.resolved.words:  # of a picture to come: this turn had no use for them
        told |= {name: getattr(asked, name) for name in _OF_PICTURES}
    hidden = {WORDS, BEFORE}
    return {name: value for name, value in told.items() if name not in hidden} | {
        "count": asked.count,
        "references": pictures,
        "reference_image_ids": [each.image_id for each in asked.pictures],
        "context_hash": context.hash if context else "",
        "context_sent": planned.resolved.context is not None,
    }


_OF_PICTURES = ("model", "aspect_ratio", "resolution", "response_modality", "person_generation")


def _parts(turn: Message, resolved: ResolvedRequest) -> list[MessagePart]:
    """The turn as it is sent: the words with memories and settings, then the pictures."""
    words = prompting.assemble(
        resolved.said,
        person_generation=resolved.person_generation,
        references=resolved.references,
    )
    found = Image.objects.in_bulk(resolved.image_ids)
    parts = [MessagePart(message=turn, kind=PartKind.TEXT, text=words)]
    parts += [
        MessagePart(
            message=turn,
            kind=PartKind.IMAGE,
            image=found[pk],
            mime_type=found[pk].mime_type,
            size_bytes=found[pk].size_bytes,
        )
        for pk in resolved.image_ids
    ]
    for position, part in enumerate(parts):
        part.position = position
    return parts
