"""What a provider says, in characters that every database keeps."""

from __future__ import annotations

import re
from typing import Any

# PostgreSQL keeps no NUL; half a surrogate pair is no text to any database.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def storable(value: Any) -> Any:
    """The same JSON, each character that cannot be kept replaced by U+FFFD."""
    if isinstance(value, str):
        is_plain = value.isascii() and "\0" not in value  # as megabytes of base64 are
        return value if is_plain else _NO_TEXT.sub(_INSTEAD, value)
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    return value
