"""A moment as a word in an address or a form: whole microseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"\d{1,16}", re.ASCII)


def word(moment: datetime) -> str:
    return str((moment - _EPOCH) // timedelta(microseconds=1))


def read(text: str) -> datetime | None:
    """None where it is not one of ours."""
    return _EPOCH + timedelta(microseconds=int(text)) if _WORD.fullmatch(text) else None
