"""Google's Gemini through google-genai: the only module that imports the vendor's package.

The raw body is asked for and read here, since the package's own objects lose `finishMessage` and
refuse fields that are newer than they are (reference, section 3.3).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2
from django.views.decorators.debug import sensitive_variables
from google import genai
from google.genai import errors, types

from studio.engines import refusals
from studio.engines.base import (
    EngineError,
    EngineRequest,
    EngineResult,
    Part,
    Turn,
    Usage,
)
from studio.engines.deadline import AnswerTooLarge, DeadlineExceeded, bounding_hooks
from studio.engines.storable import storable

# Google's current name for this surface; its documents use it for pictures.
API_VERSION = "v1"
# 32 calls at once need as many connections, and a few to spare.
MAX_CONNECTIONS = 128


class GeminiEngine:
    """One client, hence one pool of connections, for one key; safe to use from many threads."""

    @sensitive_variables()
    def __init__(self, api_key: str, *, base_url: str = "", timeout_s: float = 300) -> None:
        self._api_key = api_key
        self._client = genai.Client(
            api_key=api_key,
            http_options=types.HttpOptions(
                base_url=base_url or None,
                api_version=API_VERSION,
                timeout=int(timeout_s * 1000),
                retry_options=types.HttpRetryOptions(attempts=1),
                client_args={
                    "event_hooks": bounding_hooks(timeout_s),
                    "limits": httpx2.Limits(
                        max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_CONNECTIONS
                    ),
                },
            ),
        )

    def close(self) -> None:
        self._client.close()

    def knows(self, model_id: str) -> bool:
        """Whether the key may use this model; raises EngineError where the key is refused."""
        try:
            with self._translated_errors():
                self._client.models.get(model=model_id)
        except EngineError as error:
            if error.code == "model_retired":
                return False
            raise
        return True

    def generate(self, request: EngineRequest) -> EngineResult:
        body = self._post(request)
        try:
            answer = json.loads(body)
        except ValueError as error:
            note = "The answer was cut off."
            raise EngineError("bad_image", note, maybe_charged=True) from error
        return read_answer(answer, draws=request.draws)

    def _post(self, request: EngineRequest) -> str:
        with self._translated_errors():
            response = self._client.models.generate_content(
                model=request.model_id,
                contents=[_content(turn) for turn in request.turns],
                config=_config(request),
            )
        return (response.sdk_http_response and response.sdk_http_response.body) or "{}"

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except errors.APIError as error:
            raise refusals.from_status(_refusal(error, hiding=self._api_key)) from error
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise EngineError("provider_unavailable", tries=5, was_sent=False) from error
        except (httpx2.HTTPError, DeadlineExceeded) as error:
            raise EngineError("outcome_unknown", maybe_charged=True) from error
        except AnswerTooLarge as error:
            raise EngineError("bad_image", str(error), maybe_charged=True) from error
        except ValueError as error:
            # The package refuses some settings by itself, before anything is sent.
            raise EngineError("invalid_request", was_sent=False) from error


def _refusal(error: errors.APIError, *, hiding: str) -> refusals.Refusal:
    """The provider's words are kept and shown, so the key is taken out of them."""
    body = error.details if isinstance(error.details, dict) else {}
    envelope = body.get("error", body)
    details = envelope.get("details") if isinstance(envelope, dict) else None
    return refusals.Refusal(
        status=error.code,
        name=str(error.status or ""),
        message=storable(error.message or "").replace(hiding, "…"),
        details=[item for item in details or [] if isinstance(item, dict)],
    )


def _content(turn: Turn) -> types.Content:
    return types.Content(role=turn.role, parts=[_wire_part(part) for part in turn.parts])


def _wire_part(part: Part) -> types.Part:
    blob = None
    if part.data is not None:
        blob = types.Blob(data=part.data, mime_type=part.mime_type)
    return types.Part(
        text=part.text,
        inline_data=blob,
        thought=part.thought or None,
        thought_signature=part.signature,
    )


def _config(request: EngineRequest) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        should_return_http_response=True,
        response_modalities=list(request.modalities),
        image_config=_image_config(request),
        thinking_config=(
            types.ThinkingConfig(include_thoughts=True) if request.include_thoughts else None
        ),
        tools=_tools(request.search_types),
        system_instruction=request.system or None,
        temperature=request.temperature,
        response_mime_type="application/json" if request.schema is not None else None,
        response_json_schema=request.schema,
    )


def _image_config(request: EngineRequest) -> types.ImageConfig | None:
    if not request.draws:
        return None
    return types.ImageConfig(
        aspect_ratio=request.aspect_ratio or None, image_size=request.image_size or None
    )


def _tools(search_types: tuple[str, ...]) -> list[Any] | None:
    if not search_types:
        return None
    searches = types.SearchTypes(
        web_search=types.WebSearch() if "web" in search_types else None,
        image_search=types.ImageSearch() if "images" in search_types else None,
    )
    return [types.Tool(google_search=types.GoogleSearch(search_types=searches))]


def read_answer(answer: Mapping[str, Any], *, draws: bool = True) -> EngineResult:
    """The result in a parsed body; raises EngineError where it lacks what was asked for.

    That is a finished picture, or words where the call was not to draw.
    """
    answer = storable(answer)
    feedback = _object(answer, "promptFeedback")
    usage = _usage(answer)
    if feedback.get("blockReason"):
        raise refusals.from_block(feedback, usage)
    candidate: Mapping[str, Any] = next(iter(_list(answer, "candidates")), {})
    parts = _parts(_list(_object(candidate, "content"), "parts"), usage)
    image = _finished_image(parts) if draws else None
    if draws and image is None:
        raise refusals.from_candidate(candidate, parts, usage)
    if not draws and not refusals.has_words(candidate, parts):
        raise refusals.from_silence(candidate, parts, usage)
    return EngineResult(
        image=image,
        parts=parts,
        usage=usage,
        grounding=candidate.get("groundingMetadata"),
        finish_reason=_word(candidate, "finishReason", longest=40),
        response_id=_word(answer, "responseId"),
        model_version=_word(answer, "modelVersion"),
    )


def _object(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Empty where the provider left it out."""
    return raw.get(key) or {}


def _list(raw: Mapping[str, Any], key: str) -> list[Any]:
    """Empty where the provider left it out."""
    return raw.get(key) or []


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
    blob = raw.get("inlineData")
    return Part(
        text=raw.get("text"),
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
        detail.get("modality"): _count(detail, "tokenCount")
        for detail in _list(raw, "candidatesTokensDetails")
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
    return int(raw.get(key) or 0)


def _search_queries(answer: Mapping[str, Any]) -> int:
    """Each query that the model ran is charged, not each call (reference, section 2)."""
    return sum(
        len(_list(grounding, "webSearchQueries")) + len(_list(grounding, "imageSearchQueries"))
        for candidate in _list(answer, "candidates")
        if (grounding := candidate.get("groundingMetadata"))
    )
