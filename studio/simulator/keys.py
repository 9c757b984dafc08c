"""API keys: where they stand in a request, and the ones that are refused."""

from __future__ import annotations

import hashlib

from starlette.requests import Request

from studio.simulator import faults
from studio.simulator.wire import ApiError

NO_KEY = (
    "Method doesn't allow unregistered callers (callers without established identity). "
    "Please use API Key or other form of API consumer identity to call this API."
)


def key_of(request: Request) -> str:
    return request.headers.get("x-goog-api-key") or request.query_params.get("key") or ""


def label(key: str) -> str:
    """The last eight hex digits of the key's sha256: counts by key without keeping any."""
    return hashlib.sha256(key.encode()).hexdigest()[-8:]


def check(key: str) -> None:
    """Raises the refusal of a key that no call may use."""
    if not key:
        raise ApiError(403, NO_KEY)
    if "invalid" in key.lower():
        raise faults.invalid_key()
    if "forbidden" in key.lower():
        raise ApiError(403, "Requests from this API key are blocked.")


def check_paid(key: str) -> None:
    """Raises the refusal of a key that may look, but not make anything."""
    if "free-tier" in key.lower():
        raise faults.free_tier()
    if "empty-wallet" in key.lower():
        raise ApiError(402, faults.MESSAGES[402])
