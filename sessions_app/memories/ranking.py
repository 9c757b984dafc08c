"""How important a memory is today; pure."""

from __future__ import annotations

import math
from datetime import datetime

_AT_FIRST = 50.0
_LOST_PER_DAY = 0.5
_GAINED_BY_USE = 5.0


def importance(own: int | None, *, use_count: int, alive_at: datetime, now: datetime) -> float:
    """0 to 100: the owner's word where there is one, else by age and use.

    Whole days, so that the order holds while a person looks at it.
    """
    if own is not None:
        return float(own)
    unused_days = max((now.date() - alive_at.date()).days, 0)
    found = _AT_FIRST - _LOST_PER_DAY * unused_days + _GAINED_BY_USE * math.log1p(use_count)
    return min(max(found, 0.0), 100.0)
