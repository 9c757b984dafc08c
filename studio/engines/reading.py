"""A parsed answer into a result: nothing in it is believed to have the form that it should.

What is odd around a picture costs nobody the picture, which is paid for.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

from studio.engines import refusals
from studio.engines.base import EngineError, EngineResult, Part, Usage
from studio.engines.storable import storable

# All that reading what is no answer at all can raise.
BROKEN = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_MOST_TOKENS = 2**31 - 1  # no model comes near


def read_answer(answer: Mapping[str, Any], *, draws: bool = True) -> EngineResult:
    """The result in a parsed body; raises EngineError where it lacks what was asked for.

    That is a finished picture, or words where the call was not to draw.
    """
    answer = storable(answer)
    feedback = _object(answer, "promptFeedback")
    usage = _usage(answer)
    if feedback.get("blockReason"):
        raise refusals.from_block(feedback, usage)
    candidate: Mapping[str, Any] = next(iter(_objects(answer, "candidates")), {})
    parts = _parts(_objects(_object(candidate, "content"), "parts"), usage)
    image = _finished_image(parts) if draws else None
    if draws and image is None:
        raise refusals.from_candidate(candidate, parts, usage)
    if not draws and not refusals.has_words(candidate, parts):
        raise refusals.from_silence(candidate, parts, usage)
    return EngineResult(
        image=image,
        parts=parts,
        usage=usage,
        grounding=_object(candidate, "groundingMetadata") or None,
        finish_reason=_word(candidate, "finishReason", longest=40),
        response_id=_word(answer, "responseId"),
        model_version=_word(answer, "modelVersion"),
    )


def _object(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Empty where the provider left it out, or put something else."""
    found = raw.get(key)
    return found if isinstance(found, dict) else {}


def _objects(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """As `_object`, of a list of them."""
    return [each for each in _list(raw, key) if isinstance(each, dict)]


def _list(raw: Mapping[str, Any], key: str) -> list[Any]:
    """Empty where the provider left it out, or put something else."""
    found = raw.get(key)
    return found if isinstance(found, list) else []


def _word(raw: Mapping[str, Any], key: str, *, longest: int = 120) -> str:
    """What the provider calls something, as long as a column of `Answer` at most."""
    return str(raw.get(key) or "")[:longest]


def _finished_image(parts: Iterable[Part]) -> Part | None:
    """The last picture; one that is only flagged as a thought counts where there is no other."""
    images = [part for part in parts if part.is_image]
    finished = [part for part in images if not part.thought]
    return next(reversed(finished or images), None)


def _parts(raw: list[Mapping[str, Any]], usage: Usage) -> tuple[Part, ...]:
    try:
        return tuple(_read_part(part) for part in raw)
    except (binascii.Error, KeyError, TypeError, ValueError, AttributeError) as error:
        raise EngineError("bad_image", "A part of the answer was broken.", usage=usage) from error


def _read_part(raw: Mapping[str, Any]) -> Part:
    blob, text = raw.get("inlineData"), raw.get("text")
    return Part(
        text=text if isinstance(text, str) else None,
        data=_bytes(blob["data"]) if blob else None,
        mime_type=str(blob.get("mimeType", "")) if blob else "",
        thought=bool(raw.get("thought")),
        signature=_bytes(raw["thoughtSignature"]) if raw.get("thoughtSignature") else None,
    )


def _bytes(encoded: str) -> bytes:
    """Base64 of either alphabet, padded or not, as the provider is free to send it."""
    standard = encoded.replace("-", "+").replace("_", "/")
    return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)


def _usage(answer: Mapping[str, Any]) -> Usage:
    raw = _object(answer, "usageMetadata")
    details = {
        str(detail.get("modality")): _count(detail, "tokenCount")
        for detail in _objects(raw, "candidatesTokensDetails")
    }
    return Usage(
        input=_count(raw, "promptTokenCount") + _count(raw, "toolUsePromptTokenCount"),
        output=_count(raw, "candidatesTokenCount"),
        images=details.get("IMAGE"),
        thoughts=_count(raw, "thoughtsTokenCount"),
        search_queries=_search_queries(answer),
        raw=raw,
    )


def _count(raw: Mapping[str, Any], key: str) -> int:
    said = raw.get(key)
    return min(max(int(said), 0), _MOST_TOKENS) if isinstance(said, int | float) else 0


def _search_queries(answer: Mapping[str, Any]) -> int:
    """Each query that the model ran is charged, not each call (reference, section 2)."""
    return sum(
        len(_list(grounding, "webSearchQueries")) + len(_list(grounding, "imageSearchQueries"))
        for candidate in _objects(answer, "candidates")
        if (grounding := _object(candidate, "groundingMetadata"))
    )
