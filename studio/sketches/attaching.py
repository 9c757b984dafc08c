"""The drawings that go along with a sketch, small, so that they cost little and show their line."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image as Pillow

from gallery import imaging, storage
from gallery.imaging import Fitted
from studio.models import SketchReference
from studio.sketches.layouts import DATA
from studio.sketches.measuring import grey
from studio.sketches.plans import SketchPlan

LONGEST_SIDE_PX = 768


def drawings(plan: SketchPlan, *, owner_id: int) -> list[Fitted]:
    """In the plan's order, without those that their owner has taken out of the library since.

    Raises StorageError or BadImage where the file of one cannot be read.
    """
    found = (_drawing(word, owner_id) for word in plan.references)
    return [each for each in found if each is not None]


def _drawing(word: str, owner_id: int) -> Fitted | None:
    if not word.isdigit():
        return built_in(word)
    own = SketchReference.objects.filter(pk=word, owner_id=owner_id).select_related("image").first()
    return small(storage.read(own.image.name)) if own and own.image else None


@lru_cache(maxsize=64)
def built_in(key: str) -> Fitted:
    """One of the library that comes with Musa; `key` is from a row, never from a person."""
    return small((DATA / "references" / f"{key}.png").read_bytes())


def small(data: bytes) -> Fitted:
    """Grey, on white paper; raises BadImage."""
    sheet = grey(imaging.inspect(data).pixels)
    sheet.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Pillow.Resampling.LANCZOS)
    target = io.BytesIO()
    sheet.save(target, "PNG", optimize=True)
    return Fitted("image/png", target.getvalue())
