"""The provider's ways of saying no, turned into our error tree: one row each of the catalogue in
the reference, section 6.

How often to repeat is only said for what reported no usage; execution never repeats by itself what
was billed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from studio.engines.base import EngineError, Part, Usage

_SPEND_PAUSE_S = 120.0  # spend limits roll over ten minutes: come back slowly
_DEAD_KEY_PAUSE_S = 600.0  # somebody has to do something first
_LONGEST_DELAY_S = 86_400.0
_RATE_PAUSE_S = 30.0  # where the provider does not say how long
NOTE_LENGTH = 300

_BLOCKED = {
    "SAFETY",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "RECITATION",
    "IMAGE_RECITATION",
    "LANGUAGE",
    "MODEL_ARMOR",
    "ESCALATION",
}
# finish reason -> our code and how many repeats are sensible
_FINISHES = {
    "NO_IMAGE": ("no_image", 1),
    "IMAGE_OTHER": ("no_image", 2),
    "OTHER": ("no_image", 2),
    "MALFORMED_RESPONSE": ("no_image", 2),
    "MALFORMED_FUNCTION_CALL": ("no_image", 1),
    "UNEXPECTED_TOOL_CALL": ("no_image", 1),
    "TOO_MANY_TOOL_CALLS": ("no_image", 1),
    "CONTINUATION": ("no_image", 1),
    "MAX_TOKENS": ("no_image", 0),
    "PUP_LIMITED_DISABLED": ("invalid_key", 0),
    "MISSING_THOUGHT_SIGNATURE": ("invalid_signature", 0),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Any status but 200: the code, the provider's word for it, its message and details."""

    status: int
    name: str
    message: str
    details: Sequence[Mapping[str, Any]]
    retry_after: str = ""  # the header, in seconds; dates are not read


def from_block(feedback: Mapping[str, Any], usage: Usage) -> EngineError:
    """The prompt itself was refused: no candidate at all."""
    note = str(feedback.get("blockReasonMessage") or feedback.get("blockReason"))
    return EngineError("prompt_blocked", note[:NOTE_LENGTH], usage=usage)


def from_candidate(
    candidate: Mapping[str, Any], parts: Sequence[Part], usage: Usage
) -> EngineError:
    """A 200 without a picture."""
    reason = str(candidate.get("finishReason") or "")
    note = str(candidate.get("finishMessage") or reason)[:NOTE_LENGTH]
    text = "".join(part.text for part in parts if part.text and not part.thought)
    if reason in _BLOCKED:
        return EngineError("output_blocked", note, usage=usage, text=text)
    if reason in _FINISHES:
        code, tries = _FINISHES[reason]
        pause_s = _DEAD_KEY_PAUSE_S if code == "invalid_key" else 0
        return EngineError(code, note, tries=tries, pauses_key_s=pause_s, usage=usage, text=text)
    if text:
        return EngineError("text_only", note, tries=1, usage=usage, text=text)
    return EngineError("no_image", note, tries=2, usage=usage)


def has_words(candidate: Mapping[str, Any], parts: Sequence[Part]) -> bool:
    """Whether the candidate says something and was not stopped by a filter."""
    reason = str(candidate.get("finishReason") or "")
    return reason not in _BLOCKED and any(part.text and not part.thought for part in parts)


def from_silence(candidate: Mapping[str, Any], parts: Sequence[Part], usage: Usage) -> EngineError:
    """A 200 without words, where words were asked for."""
    error = from_candidate(candidate, parts, usage)
    if error.code in {"no_image", "text_only"}:
        return EngineError("no_answer", error.note, tries=error.tries, usage=usage)
    return error


def from_status(refusal: Refusal) -> EngineError:
    note = refusal.message[:NOTE_LENGTH]
    if refusal.status == 429:
        return _from_too_many(refusal, note)
    if refusal.status == 400:
        return _from_bad_request(refusal, note)
    if refusal.status in _STATUSES:
        code, tries, pause_s = _STATUSES[refusal.status]
        delay_s = _retry_delay_s(refusal)
        return EngineError(code, note, tries=tries, retry_after_s=delay_s, pauses_key_s=pause_s)
    if refusal.status >= 500:
        return EngineError("provider_unavailable", note, tries=2)
    return EngineError("invalid_request", note)


# status -> our code, repeats, seconds for which the key pauses
_STATUSES = {
    401: ("invalid_key", 0, _DEAD_KEY_PAUSE_S),
    402: ("no_credit", 0, _DEAD_KEY_PAUSE_S),
    403: ("invalid_key", 0, _DEAD_KEY_PAUSE_S),
    404: ("model_retired", 0, 0.0),
    413: ("context_too_large", 0, 0.0),
    500: ("provider_unavailable", 2, 0.0),
    503: ("provider_unavailable", 5, 0.0),
    504: ("timeout", 2, 0.0),
}


def _from_bad_request(refusal: Refusal, note: str) -> EngineError:
    words = f"{note} {_reasons(refusal)}".lower()
    if "api_key_invalid" in words or "api key not valid" in words:
        return EngineError("invalid_key", note, pauses_key_s=_DEAD_KEY_PAUSE_S)
    if "failed_precondition" in f"{refusal.name}".lower():
        return EngineError("invalid_key", note, pauses_key_s=_DEAD_KEY_PAUSE_S)
    if "thought_signature" in words or "thought signature" in words:
        tries = 0 if "missing" in words else 1
        return EngineError("invalid_signature", note, tries=tries)
    if "token count" in words or "request payload size" in words:
        return EngineError("context_too_large", note)
    return EngineError("invalid_request", note)


def _from_too_many(refusal: Refusal, note: str) -> EngineError:
    words = f"{note} {_quota_words(refusal)}"
    if re.search(r"limit:\s*0\b", words):
        return EngineError("quota_exhausted", note, pauses_key_s=_DEAD_KEY_PAUSE_S)
    if "PerDay" in words:
        pause_s = _seconds_to_pacific_midnight()
        return EngineError("quota_exhausted", note, tries=3, pauses_key_s=pause_s)
    delay_s = _retry_delay_s(refusal)
    if "spend-based" in words:
        delay_s = max(delay_s or 0, _SPEND_PAUSE_S)
    pause_s = delay_s or _RATE_PAUSE_S
    return EngineError("rate_limited", note, tries=10, retry_after_s=delay_s, pauses_key_s=pause_s)


def _reasons(refusal: Refusal) -> str:
    return " ".join(str(item.get("reason", "")) for item in refusal.details)


def _quota_words(refusal: Refusal) -> str:
    return " ".join(
        str(violation.get("quotaId", ""))
        for item in refusal.details
        if isinstance(violations := item.get("violations"), list)
        for violation in violations
        if isinstance(violation, dict)
    )


def _retry_delay_s(refusal: Refusal) -> float | None:
    for item in refusal.details:
        if str(item.get("@type", "")).endswith("RetryInfo"):
            return _seconds(str(item.get("retryDelay", "")))
    found = re.search(r"retry in ([\d.]+)\s*s", refusal.message)
    return _seconds(found[1] if found else refusal.retry_after)


def _seconds(words: str) -> float | None:
    """None for what is no time to come; whoever says for ever is asked again tomorrow."""
    try:
        said = float(words.rstrip("s."))
    except ValueError:
        return None
    return min(said, _LONGEST_DELAY_S) if said > 0 else None


def _seconds_to_pacific_midnight() -> float:
    """Daily quotas begin anew at midnight Pacific time (reference, section 1.6)."""
    now = datetime.now(ZoneInfo("America/Los_Angeles"))
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
