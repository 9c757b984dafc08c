"""The provider's JSON: key casing, base64, and errors in its envelope."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

JsonObject = dict[str, Any]

STATUS_WORDS = {
    400: "INVALID_ARGUMENT",
    402: "RESOURCE_EXHAUSTED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
# Maps whose keys belong to the caller, so their spelling is left alone.
USER_KEYED = {"properties", "labels", "metadata", "responseJsonSchema", "args"}


class ApiError(Exception):
    """An answer in the provider's error envelope; `code` is the HTTP status too."""

    def __init__(
        self, code: int, message: str, *, status: str = "", details: list[JsonObject] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or STATUS_WORDS[code]
        self.details = details or []

    def envelope(self) -> JsonObject:
        error: JsonObject = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str) -> ApiError:
    return ApiError(400, message)


def camel(key: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), key)


def normalise(value: Any) -> Any:
    """All keys in camelCase, at any depth: the Python SDK sends both spellings in one body."""
    if isinstance(value, list):
        return [normalise(item) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {camel(key): item for key, item in value.items()}
    return {key: item if key in USER_KEYED else normalise(item) for key, item in renamed.items()}


def decode_base64(text: str, where: str) -> bytes:
    """Bytes of either alphabet, padded or not; `where` names the field in the refusal."""
    standard = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid(f"Invalid value at '{where}' (TYPE_BYTES), Base64 decoding failed") from error


def encode_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def error_info(reason: str) -> JsonObject:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }


def retry_info(delay_s: float) -> JsonObject:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{delay_s:g}s"}


def quota_failure(quota_id: str, value: str) -> JsonObject:
    return {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [
            {
                "quotaMetric": "generativelanguage.googleapis.com/generate_content_requests",
                "quotaId": quota_id,
                "quotaValue": value,
            }
        ],
    }
