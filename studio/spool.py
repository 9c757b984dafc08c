"""Answers that are paid for and that the store would not take, kept aside until it does.

They lie under `settings.SPOOL_DIR`, on another path than the pictures, one file a generation.
"""

from __future__ import annotations

import base64
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from studio.engines.base import EngineResult, Part, Usage
from studio.models import Generation

logger = logging.getLogger(__name__)


def put(generation: Generation, result: EngineResult) -> bool:
    """Keep the whole answer; False where this path refuses it too."""
    path = Path(settings.SPOOL_DIR) / f"{generation.pk}-{generation.attempt}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump(_as_json(result), file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except (OSError, TypeError, ValueError):  # no room, or nothing that JSON can hold
        logger.exception("spool.refused generation=%s", generation.pk)
        return False
    return True


def waiting() -> Iterator[Path]:
    """The files kept aside, oldest name first."""
    yield from sorted(Path(settings.SPOOL_DIR).glob("*-*.json"))


def named(path: Path) -> tuple[int, int]:
    """The generation's key and its attempt."""
    pk, _, attempt = path.stem.partition("-")
    return int(pk), int(attempt)


@contextmanager
def taken(path: Path) -> Iterator[bool]:
    """Whether it is the caller's alone: two sweeps at once would store its picture twice."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield path.exists()


def set_aside(path: Path) -> None:
    """Keep it for whoever looks into the log, and try it no more."""
    path.rename(path.with_suffix(".broken"))


def read(path: Path) -> EngineResult:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    parts = tuple(_part(each) for each in kept.pop("parts"))
    place = kept.pop("image")
    image = None if place is None else parts[place]
    return EngineResult(image=image, parts=parts, usage=Usage(**kept.pop("usage")), **kept)


def _as_json(result: EngineResult) -> dict[str, Any]:
    usage = result.usage
    return {
        "image": next((i for i, part in enumerate(result.parts) if part is result.image), None),
        "parts": [_plain(part) for part in result.parts],
        "usage": {
            "input": usage.input,
            "output": usage.output,
            "images": usage.images,
            "thoughts": usage.thoughts,
            "search_queries": usage.search_queries,
            "raw": dict(usage.raw),
        },
        "grounding": result.grounding,
        "finish_reason": result.finish_reason,
        "response_id": result.response_id,
        "model_version": result.model_version,
    }


def _plain(part: Part) -> dict[str, Any]:
    return {
        "text": part.text,
        "data": _encode(part.data),
        "mime_type": part.mime_type,
        "thought": part.thought,
        "signature": _encode(part.signature),
    }


def _part(kept: dict[str, Any]) -> Part:
    return Part(
        text=kept["text"],
        data=_decode(kept["data"]),
        mime_type=kept["mime_type"],
        thought=kept["thought"],
        signature=_decode(kept["signature"]),
    )


def _encode(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _decode(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
