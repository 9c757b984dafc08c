"""What a person asks of an existing picture, and what that means for the model that redraws it.

An edit becomes a `ResolvedRequest` like any other picture, with a plan of what is sent and of what
is done with the answer: from there on it takes the way of all generations.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from studio.editing.grading import LOOKS, Grade
from studio.editing.regions import MAX_REGIONS, Region
from studio.editing.styles import STYLES

__all__ = ["LOOKS", "MAX_REGIONS", "STYLES", "EditRequest", "Grade", "Mode", "Region"]


class Mode(TextChoices):
    FREE = "free", "Describe"
    ADD = "add", "Add or remove"
    REGION = "region", "Region"
    STYLE = "style", "Style"
    GRADE = "grade", "Grade"
    EXTEND = "extend", "Extend"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRequest:
    """One change to one picture; "" and None stand for what suits the picture and the person.

    `regions` belong to the mode region, `style` (a key of STYLES) to style, `grade` to grade.
    """

    image_id: int
    prompt: str = ""
    mode: str = Mode.FREE
    preserve_composition: bool = True
    regions: tuple[Region, ...] = ()
    style: str = ""
    grade: Grade | None = None
    reference_image_ids: tuple[int, ...] = ()
    model: str = ""
    aspect_ratio: str = ""
    resolution: str = ""
    count: int = 1
    keep_pixels: bool = True  # False: the model's whole answer, also around the regions
