"""Every error code that a program may meet, with the statuses that answer it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from config.api.problems import PLAIN
from studio import problems

# Codes that only the API has, beside those that a generation can end with.
_OWN = {
    "approval_required": "This costs more than the token may spend at once without its person.",
    "confirmation_required": "Its person has to confirm it first; the detail says how.",
    "conflict": "Something newer or the same is there already; the detail says what.",
    "context_changed": "Memories were changed since their preview; `context_hash` is the new one.",
    "csrf_failed": "The session cookie came without its CSRF token.",
    "idempotency_conflict": "The Idempotency-Key was used for another request.",
    "insufficient_scope": "The token lacks the scope that this operation needs.",
    "invalid_request": "Something that was sent does not fit; `errors` says what and where.",
    "invalid_spec": "The site's spec has errors; `errors` has each with its pointer.",
    "not_planned": "The site's spec has errors, so it has no plan. Mend them first.",
    "not_retryable": "Only what failed or was canceled can be tried again.",
}
# With which statuses a request is answered; a code that is not here only ends a generation.
STATUSES: dict[str, tuple[int, ...]] = {
    "approval_required": (403,),
    "bad_image": (422,),
    "confirmation_required": (403, 409),
    "conflict": (409,),
    "context_changed": (409,),
    "context_too_large": (422,),
    "csrf_failed": (403,),
    "idempotency_conflict": (422,),
    "insufficient_budget": (402,),
    "insufficient_scope": (403,),
    "invalid_key": (422,),
    "invalid_request": (422,),
    "invalid_spec": (409, 422),
    "missing_key": (409,),
    "not_planned": (409,),
    "not_retryable": (409,),
    "prompt_too_long": (422,),
    "provider_unavailable": (503,),
    "storage_error": (503,),
}


@dataclass(frozen=True, slots=True)
class Code:
    name: str
    statuses: tuple[int, ...]
    text: str


def every() -> list[Code]:
    """In alphabetical order."""
    texts = {code: problems.wording(code).text for code in problems.CODES}
    texts |= dict(PLAIN.values()) | _OWN
    statuses: defaultdict[str, tuple[int, ...]] = defaultdict(tuple, STATUSES)
    for status, (name, _) in PLAIN.items():
        statuses[name] += (status,)
    return [Code(name, statuses[name], text) for name, text in sorted(texts.items())]


def example(document: dict[str, Any]) -> dict[str, Any]:
    """A problem as it comes over the wire."""
    whole: dict[str, Any] = document["components"]["schemas"]["Problem"]["examples"][0]
    return whole
