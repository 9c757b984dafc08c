"""What becomes of the model's answer to a sketch: the enforced drawing, and its report; pure.

The model's own bytes stay beside it, in the answer.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image as Pillow

from gallery import imaging, intake
from studio.editing.finishes import Finish
from studio.sketches import verification
from studio.sketches.plans import KEY
from studio.sketches.records import StyleRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the drawing is held against; `posterise` where its owner allows that."""

    style: StyleRecord
    resolution: str
    posterise: bool = False


def of_sketch(answer: bytes, wanted: Wanted) -> Finish:
    """Always 8-bit grey, whatever was measured.  Raises BadImage."""
    verified = verification.verify(
        imaging.inspect(answer).pixels,
        wanted.style,
        resolution=wanted.resolution,
        posterise=wanted.posterise,
    )
    report = verified.report
    told = {
        "verdict": report.verdict,
        "checks": report.as_json(),
        "notices": list(report.notices),
        "dhash256": report.dhash256,
        "retried_for": report.retried_for,
        "is_blank": report.is_blank,
    }
    prepared = intake.prepare(png(verified.picture))
    return Finish(prepared=prepared, is_answer=False, details={}, received={KEY: told})


def png(picture: Pillow.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()
