"""What the model said into the conversation's rows: each part in its place, with its signature."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gallery.models import Image
from sessions_app.models import Message, MessagePart, PartKind, WorkSession
from studio.answers import BLOB
from studio.engines.base import EngineResult, Part
from studio.models import Generation


def put_in_conversation(row: Generation, result: EngineResult, content: dict[str, Any]) -> bool:
    """Give the message that this generation answers with its parts; False where it is in none.

    Belongs into the transaction that settles the generation, so that none comes twice or not at
    all.  `content` is the turn in wire form, its pictures in the store.
    """
    message = row.message
    if message is None:
        return False
    wire = content["parts"]
    MessagePart.objects.bulk_create(
        _row(message, position, part, _file_of(told), row.image if part is result.image else None)
        for position, (part, told) in enumerate(zip(result.parts, wire, strict=True))
    )
    Message.objects.filter(pk=message.pk).update(
        text=result.text,
        model=row.engine_model.model_id,
        route=row.sent.get("route", ""),
    )
    WorkSession.objects.filter(pk=message.work_session_id).update(changed_at=timezone.now())
    return True


def _row(
    message: Message, position: int, part: Part, name: str, image: Image | None
) -> MessagePart:
    return MessagePart(
        message=message,
        position=position,
        kind=_kind(part),
        text=part.text or "",
        image=image,
        name="" if image else name,
        mime_type=part.mime_type,
        size_bytes=len(part.data or b""),
        signature=part.signature,
    )


def _kind(part: Part) -> PartKind:
    if part.data is not None:
        return PartKind.THOUGHT_IMAGE if part.thought else PartKind.IMAGE
    return PartKind.THOUGHT if part.thought else PartKind.TEXT


def _file_of(wire: dict[str, Any]) -> str:
    blob: str = wire["inlineData"]["data"] if "inlineData" in wire else ""
    return blob.removeprefix(BLOB)
