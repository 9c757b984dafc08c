"""The provider's answer as it is kept: wire form in the row, bytes in the store.

Each part stays where it was and keeps its signature, so that a conversation can send it back
exactly as it came.
"""

from __future__ import annotations

import base64
from typing import Any

from django.db import transaction

from gallery import storage
from gallery.intake import EXTENSIONS
from gallery.models import Image
from gallery.storage import StorageError
from studio.engines.base import EngineError, EngineResult, Part
from studio.models import Answer, Generation

BLOB = "blob:"


def store_content(result: EngineResult, *, final_name: str) -> dict[str, Any]:
    """The model's turn, each picture as `blob:<name>`.

    The finished one lies there already under `final_name`; "" where the gallery's is made of it.
    Raises StorageError and leaves nothing behind then.
    """
    names: list[str] = []
    parts = []
    try:
        for part in result.parts:
            is_there = part is result.image and final_name
            name = final_name if is_there else _store(part, names)
            parts.append(_wire(part, name))
    except StorageError:
        storage.remove(*names)
        raise
    return {"role": "model", "parts": parts}


def other_blobs(content: dict[str, Any], *, final_name: str) -> list[str]:
    """The names of drafts and thought pictures: what belongs to the answer alone."""
    parts = content.get("parts", [])
    blobs = [part["inlineData"]["data"] for part in parts if "inlineData" in part]
    names = [blob.removeprefix(BLOB) for blob in blobs]
    return [name for name in names if name != final_name]


def finished_blob(content: dict[str, Any]) -> str:
    """The name of the picture that the model ended with; "" where it is not kept."""
    shown = [part for part in content.get("parts", []) if "inlineData" in part]
    last = [part for part in shown if not part.get("thought")] or shown
    blob: str = last[-1]["inlineData"]["data"] if last else ""
    return blob.removeprefix(BLOB)


def keep(generation: Generation, result: EngineResult, content: dict[str, Any]) -> None:
    """Write what was said; an earlier attempt's words go."""
    _write(
        Answer(
            generation=generation,
            text=result.text,
            thoughts=result.thoughts,
            content=content,
            usage=dict(result.usage.raw),
            grounding=result.grounding,
            finish_reason=result.finish_reason,
            response_id=result.response_id,
            model_version=result.model_version,
        )
    )


def keep_words(generation: Generation, error: EngineError) -> None:
    """What the model said instead of drawing, so that its owner can read it."""
    if error.text:
        _write(Answer(generation=generation, text=error.text, usage=dict(error.usage.raw)))


def _write(answer: Answer) -> None:
    Answer.objects.bulk_create(
        [answer],
        update_conflicts=True,
        unique_fields=["generation"],
        update_fields=_WORDS,
    )


_WORDS = [
    "text",
    "thoughts",
    "content",
    "usage",
    "grounding",
    "finish_reason",
    "response_id",
    "model_version",
]


def remove_blobs(instance: Answer, **kwargs: object) -> None:
    """Drafts and thought pictures go with their answer; a picture of the gallery stays."""
    parts = instance.content.get("parts", [])
    blobs = [part["inlineData"]["data"] for part in parts if "inlineData" in part]
    names = {blob.removeprefix(BLOB) for blob in blobs}
    kept = set(Image.objects.filter(name__in=names).values_list("name", flat=True))
    transaction.on_commit(lambda: storage.remove(*(names - kept)))


def _store(part: Part, names: list[str]) -> str:
    if part.data is None:
        return ""
    extension = EXTENSIONS.get(part.mime_type, "bin")
    names.append(storage.write(part.data, extension=extension))
    return names[-1]


def _wire(part: Part, name: str) -> dict[str, Any]:
    wire: dict[str, Any] = {}
    if part.text is not None:
        wire["text"] = part.text
    if part.data is not None:
        wire["inlineData"] = {"mimeType": part.mime_type, "data": f"{BLOB}{name}"}
    if part.thought:
        wire["thought"] = True
    if part.signature is not None:
        wire["thoughtSignature"] = base64.b64encode(part.signature).decode()
    return wire
