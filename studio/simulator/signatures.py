"""Thought signatures that prove themselves, so that they outlive a restart of the simulator."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache

KEY = b"musa simulated gemini: development signatures, no secret"
NONCE_BYTES = 80
MAC_BYTES = 32
VERSION = b"\x01"
# Documented stand-ins for turns that no model of this family made.
STAND_INS = {b"context_engineering_is_the_way_to_go", b"skip_thought_signature_validator"}


def sign(family: str, content: bytes) -> bytes:
    """113 opaque bytes, fresh each time, bound to the model family and to these exact bytes."""
    nonce = VERSION + secrets.token_bytes(NONCE_BYTES)
    return nonce + _mac(family, content, nonce)


def is_genuine(signature: bytes, family: str, content: bytes) -> bool:
    if signature in STAND_INS:
        return True
    nonce, mac = signature[:-MAC_BYTES], signature[-MAC_BYTES:]
    return hmac.compare_digest(mac, _mac(family, content, nonce))


@lru_cache(maxsize=8)  # the plain mode signs the same bytes again and again
def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _mac(family: str, content: bytes, nonce: bytes) -> bytes:
    message = family.encode() + b"\0" + _digest(content) + nonce
    return hmac.digest(KEY, message, "sha256")
