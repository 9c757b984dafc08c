"""What every database keeps of a text, and what none does."""

from __future__ import annotations

import re

# PostgreSQL keeps no NUL; half a surrogate pair is no text to any database.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    return UNSTORABLE.search(text) is None


def searched_in(text: str) -> str:
    """What is looked for, without what no row can hold and blanks at its ends."""
    return UNSTORABLE.sub("", text).strip()
