"""What else hangs on a picture, in sentences for the question before it is deleted.

Apps that show or need pictures add what they know from their `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gallery.lineage import Lineage
from gallery.models import Image

USES: list[Callable[[Image], Iterable[str]]] = []


def sentences(lineage: Lineage) -> list[str]:
    """First what is made from it and stays, then who uses it; empty where nothing hangs on it."""
    children = [each for each in lineage.children[lineage.current.key] if not each.is_deleted]
    stays = [f"{listed([each.label for each in children])}, made from it, {_stay(len(children))}."]
    return [*(stays if children else []), *(said for use in USES for said in use(lineage.image))]


def listed(words: Sequence[str]) -> str:
    """ "v2", "v2 and v3", "v2, v3 and v4"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"
