"""Markers in a prompt and the failures that they order; the list is in the package's docstring."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from studio.simulator.wire import ApiError, error_info, quota_failure, retry_info

MARKER = re.compile(r"\[\[([a-z][^\[\]]*)\]\]", re.IGNORECASE)
MAX_IMAGES = 10

Drift = tuple[float, float, float]  # pixels across and down, and a scale

MESSAGES = {
    400: "Request contains an invalid argument.",
    402: (
        "Your prepayment credits are depleted. Please go to AI Studio to manage your project "
        "and billing."
    ),
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    429: "Resource has been exhausted (e.g. check quota).",
    500: "An internal error has occurred. Please retry or report.",
    503: "The model is overloaded. Please try again later.",
    504: "Deadline expired before operation could complete.",
}


@dataclass(frozen=True)
class Fault:
    """One marker: its kind, what follows the first colon, and how often it happens (0 = always)."""

    kind: str
    argument: str = ""
    times: int = 0

    @property
    def seconds(self) -> float:
        return float(self.argument or 0)


@dataclass(frozen=True)
class Faults:
    """What a prompt orders to go wrong."""

    ordered: tuple[Fault, ...] = ()

    def get(self, kind: str) -> Fault | None:
        return next((fault for fault in self.ordered if fault.kind == kind), None)

    def has(self, *kinds: str) -> bool:
        return any(fault.kind in kinds for fault in self.ordered)

    def argument(self, kind: str) -> str:
        fault = self.get(kind)
        return fault.argument if fault else ""

    def image_count(self) -> int:
        return min(max(int(self.argument("images") or 1), 1), MAX_IMAGES)

    def drift(self) -> Drift:
        """The slide that `[[drift:...]]` orders; what is left out is none."""
        said = [float(figure) for figure in self.argument("drift").split(",") if figure.strip()]
        dx, dy, scale = (*said, *(0.0, 0.0, 1.0)[len(said) :])
        return dx, dy, scale

    def latency_s(self, usual_s: float) -> float:
        chosen = self.get("latency")
        return (chosen.seconds if chosen else usual_s) + float(self.argument("delay") or 0)


def without_markers(prompt: str) -> str:
    return re.sub(r"\s{2,}", " ", MARKER.sub("", prompt)).strip()


def parse(prompt: str) -> list[Fault]:
    said = without_markers(prompt).lower()
    markers = (_conditional(match[1], said) for match in MARKER.finditer(prompt))
    return [_fault(marker) for marker in markers if marker]


def _conditional(marker: str, said: str) -> str:
    """What an `if` orders, "" where its words are not said; any other marker as it stands."""
    kind, _, rest = marker.partition(":")
    if kind.lower() != "if":
        return marker
    words, _, ordered = rest.partition(":")
    return ordered if words.lower() in said else ""


def _fault(marker: str) -> Fault:
    kind, _, rest = marker.partition(":")
    if kind.lower() == "once":
        return _limited(rest, times=1)
    if kind.lower() == "first":
        count, _, rest = rest.partition(":")
        return _limited(rest, times=int(count))
    return Fault(kind.lower(), rest)


def _limited(marker: str, times: int) -> Fault:
    kind, _, argument = marker.partition(":")
    return Fault(kind.lower(), argument, times)


class FaultPlan:
    """Remembers which limited faults have happened for which prompt."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, Fault]] = Counter()

    def due(self, prompt: str) -> Faults:
        """The faults of this call; each limited one is counted as used."""
        clean = without_markers(prompt)
        return Faults(tuple(fault for fault in parse(prompt) if self._happens(clean, fault)))

    def forget(self) -> None:
        self._seen.clear()

    def _happens(self, prompt: str, fault: Fault) -> bool:
        if not fault.times:
            return True
        self._seen[prompt, fault] += 1
        return self._seen[prompt, fault] <= fault.times


def http_error(argument: str) -> ApiError:
    """The refusal that `[[http:...]]` orders, for example `429:retry=3`."""
    code_text, _, variant = argument.partition(":")
    code = int(code_text) if code_text.isdigit() else 500
    if code == 429:
        return rate_error(variant)
    if code == 400:
        return bad_request(variant)
    known = code if code in MESSAGES else 500
    return ApiError(known, MESSAGES[known])


def bad_request(variant: str) -> ApiError:
    if variant == "region":
        message = "User location is not supported for the API use."
        return ApiError(400, message, status="FAILED_PRECONDITION")
    if variant == "key":
        return invalid_key()
    if variant == "signature":
        return ApiError(400, "Corrupted thought signature.")
    return ApiError(400, MESSAGES[400])


def rate_error(variant: str) -> ApiError:
    """A 429: by the minute (`retry=S`), by spending, by the day, or for want of a paid plan."""
    if variant == "spend":
        message = "You have exceeded your spend-based rate limit. Please slow down your requests."
        return ApiError(429, message)
    if variant == "daily":
        quota = quota_failure("GenerateRequestsPerDayPerProjectPerModel", "250")
        return ApiError(429, _quota_message(250), details=[quota])
    if variant == "free":
        return free_tier()
    if variant.startswith("retry="):
        return _by_the_minute(float(variant.removeprefix("retry=").rstrip("s")))
    return ApiError(429, MESSAGES[429])


def _by_the_minute(delay_s: float) -> ApiError:
    quota = quota_failure("GenerateRequestsPerMinutePerProjectPerModel", "10")
    message = f"{_quota_message(10)} Please retry in {delay_s:g}s."
    return ApiError(429, message, details=[quota, retry_info(delay_s)])


def free_tier() -> ApiError:
    quota = quota_failure("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "0")
    return ApiError(429, _quota_message(0), details=[quota])


def invalid_key() -> ApiError:
    message = "API key not valid. Please pass a valid API key."
    return ApiError(400, message, details=[error_info("API_KEY_INVALID")])


def _quota_message(limit: int) -> str:
    return (
        "You exceeded your current quota, please check your plan and billing details. "
        f"Quota exceeded for metric: generate_content_requests, limit: {limit}."
    )
