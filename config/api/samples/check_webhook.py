"""Whether a webhook's request is from Musa, and fresh; nothing but the standard library."""

import hashlib
import hmac
import time


def is_from_musa(secret: str, signature: str, body: bytes, at_most_s: int = 300) -> bool:
    """`signature` is the header Musa-Signature, `body` the request's bytes as they came."""
    told = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    moment, digest = told.get("t", ""), told.get("v1", "")
    expected = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    is_fresh = moment.isdigit() and abs(time.time() - int(moment)) <= at_most_s
    return is_fresh and hmac.compare_digest(expected, digest)
