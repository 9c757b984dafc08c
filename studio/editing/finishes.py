"""What becomes of the model's answer to an edit: the bytes of the new version, and its drift.

A region edit has two finishes of one answer.  `keep_pixels` takes the marked boxes alone; without
it all that the model drew of the crop is taken.  Either can be made of what is stored, at any time.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image as Pillow

from gallery import imaging, intake
from gallery.imaging import BadImage
from gallery.intake import Prepared
from studio.editing import pixel_lock
from studio.editing.pixel_lock import Drift
from studio.editing.plans import Plan

PNG_LEVEL = 1  # a third of the time of the usual one, for files a few percent larger


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """`is_answer` where the bytes are the model's own; `details` go to the version, `received` to
    the generation.
    """

    prepared: Prepared
    is_answer: bool = True
    details: dict[str, Any]
    received: dict[str, Any] = field(default_factory=dict)


def plain(answer: bytes) -> Finish:
    """The answer as it came; raises BadImage."""
    return Finish(prepared=intake.prepare(answer), details={})


def of_edit(answer: bytes, plan: Plan, source: bytes | None) -> Finish:
    """`source` is None where the picture is gone or was sent whole.  Raises BadImage."""
    if plan.crop is None:
        return plain(answer)
    if source is None:
        return replace(plain(answer), details={"keep_pixels": False})
    composed = _composed(answer, plan, source)
    if composed is None:
        return replace(plain(answer), details={"keep_pixels": False})
    picture, drift = composed
    told = {"keep_pixels": plan.keep_pixels, "drift": drift.as_json()}
    if not plan.keep_pixels and picture.size == _size_of_crop(plan):
        return replace(plain(answer), details=told)
    return Finish(prepared=intake.prepare(_png(picture)), is_answer=False, details=told)


def _composed(answer: bytes, plan: Plan, source: bytes) -> tuple[Pillow.Image, Drift] | None:
    """None where the source cannot be read any more; raises BadImage for the answer."""
    drawn = imaging.inspect(answer).pixels
    try:
        with imaging.decoded(source) as picture:
            boxes = [region.in_pixels(picture.pixels.size) for region in plan.regions]
            finish = pixel_lock.locked if plan.keep_pixels else pixel_lock.whole
            return finish(picture.pixels, drawn, crop=plan.crop or (0, 0, 1, 1), boxes=boxes)
    except BadImage:
        return None


def _size_of_crop(plan: Plan) -> tuple[int, int]:
    left, top, right, bottom = plan.crop or (0, 0, 0, 0)
    return right - left, bottom - top


def _png(picture: Pillow.Image) -> bytes:
    """Lossless: a pixel that was to stay is to stay."""
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=PNG_LEVEL)
    return target.getvalue()
