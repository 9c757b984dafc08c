"""Google's Gemini through google-genai: the only module that imports the vendor's package.

The raw body is asked for and read here, since the package's own objects lose `finishMessage` and
refuse fields that are newer than they are (reference, section 3.3).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from django.views.decorators.debug import sensitive_variables
from google import genai
from google.genai import errors, types

from studio.engines import refusals
from studio.engines.base import EngineError, EngineRequest, EngineResult, Part, Turn
from studio.engines.deadline import AnswerTooLarge, DeadlineExceeded, bounding_hooks
from studio.engines.reading import BROKEN, read_answer
from studio.engines.storable import storable

# Google's current name for this surface; its documents use it for pictures.
API_VERSION = "v1"
# 32 calls at once need as many connections, and a few to spare.
MAX_CONNECTIONS = 128

# No byte of the request has left with these.
_UNREACHED = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


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
                    "follow_redirects": False,  # the key goes to this address and to no other
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
            return read_answer(json.loads(body), draws=request.draws)
        except BROKEN as error:
            note = "The answer was cut off, or none of the provider's."
            raise EngineError("bad_image", note, maybe_charged=True) from error

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
        except _UNREACHED as error:
            raise EngineError("provider_unavailable", tries=5, was_sent=False) from error
        except (httpx2.HTTPError, DeadlineExceeded) as error:
            raise EngineError("outcome_unknown", maybe_charged=True) from error
        except AnswerTooLarge as error:
            raise EngineError("bad_image", str(error), maybe_charged=True) from error
        except (UnicodeDecodeError, RecursionError) as error:  # of a refusal's body
            raise EngineError("provider_unavailable", tries=2) from error
        except (ValueError, httpx2.InvalidURL) as error:
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
        message=storable(str(error.message or "")).replace(hiding, "…"),
        details=[item for item in details or [] if isinstance(item, dict)],
        retry_after=str(getattr(error.response, "headers", {}).get("retry-after", "")),
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
