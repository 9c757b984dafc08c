"""What a provider says, in characters that every database keeps."""

from __future__ import annotations

from typing import Any

from gallery.texts import UNSTORABLE

_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def storable(value: Any) -> Any:
    """The same JSON, each character that cannot be kept replaced by U+FFFD."""
    if isinstance(value, str):
        is_plain = value.isascii() and "\0" not in value  # as megabytes of base64 are
        return value if is_plain else UNSTORABLE.sub(_INSTEAD, value)
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    return value
