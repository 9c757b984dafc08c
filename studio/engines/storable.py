"""What a provider says, in characters and numbers that every database keeps."""

from __future__ import annotations

import math
from typing import Any

from gallery.texts import UNSTORABLE

_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def storable(value: Any) -> Any:
    """The same JSON: U+FFFD for each character that cannot be kept, None for what is no number."""
    if isinstance(value, str):
        is_plain = value.isascii() and "\0" not in value  # as megabytes of base64 are
        return value if is_plain else UNSTORABLE.sub(_INSTEAD, value)
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
