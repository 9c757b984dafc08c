"""What a person asks of an existing picture, and what that means for the model that redraws it.

An edit becomes a `ResolvedRequest` like any other picture, with a plan of what is sent and of what
is done with the answer: from there on it takes the way of all generations.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import TextChoices

from gallery.models import Image
from studio.editing import prompts, regions
from studio.editing.grading import FULL, LOOKS, Grade
from studio.editing.plans import Plan
from studio.editing.regions import MAX_REGIONS, Crop, Region, Size
from studio.editing.styles import STYLES
from studio.models import EngineModel
from studio.requesting import (
    GenerationRequest,
    Problem,
    RequestRefused,
    ResolvedRequest,
    Resolver,
)

__all__ = ["LOOKS", "MAX_REGIONS", "STYLES", "EditRequest", "Grade", "Mode", "Region", "resolve"]

_PIXELS_WITHOUT_A_SIZE = 1024 * 1024  # where the catalogue does not know what a model draws


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

    @property
    def words(self) -> str:
        return self.prompt.strip()

    @property
    def title(self) -> str:
        """What the version is called; "" where nothing was said at all."""
        return prompts.title(
            mode=self.mode,
            words=self.words,
            regions=self.regions,
            style=self.style,
            grade=self.grade,
            aspect_ratio=self.aspect_ratio,
        )


def resolve(request: EditRequest, *, by: AbstractBaseUser) -> ResolvedRequest:
    """The edit as a request with a plan; raises RequestRefused with all that is wrong."""
    image = Image.objects.visible_to(by).filter(pk=request.image_id).first()
    if image is None:
        message = "This picture is not in your gallery."
        raise RequestRefused([Problem("image_id", message, "not_found")])
    resolver = Resolver(by)
    model = resolver.model_of(request.model)
    problems = list(_problems(request))
    if model is not None:
        problems += _problems_of_model(request, model)
    if problems:
        raise RequestRefused(problems)
    resolved = resolver.resolve(_as_generation(request, image, model))
    return replace(resolved, edit=_plan(request, image, resolved))


def _as_generation(
    request: EditRequest, image: Image, model: EngineModel | None
) -> GenerationRequest:
    """What the model is to draw, at the ratio and size that come nearest to what it gets."""
    ratio, size = request.aspect_ratio, request.resolution
    if model is not None:
        crop = _crop(request, image, model)
        seen = crop.size if crop else (image.width_px, image.height_px)
        ratio = crop.ratio if crop else ratio or regions.nearest_shape(seen, _shapes(model))
        size = size or _nearest_size(seen, ratio, model)
    return GenerationRequest(
        prompt=request.title,
        model=request.model,
        aspect_ratio=ratio,
        resolution=size,
        google_search_enabled=False,
        count=request.count,
        reference_image_ids=request.reference_image_ids,
    )


def _crop(request: EditRequest, image: Image, model: EngineModel) -> Crop | None:
    if request.mode != Mode.REGION:
        return None
    whole = (image.width_px, image.height_px)
    return regions.crop_around(request.regions, whole, _shapes(model))


def _shapes(model: EngineModel) -> dict[str, float]:
    """Width by height of each ratio, as the model really draws it."""
    sizes = ((ratio, _drawn_px(model, ratio, model.default_size)) for ratio in model.ratios)
    return {ratio: width / height for ratio, (width, height) in sizes}


def _drawn_px(model: EngineModel, ratio: str, size: str) -> Size:
    if known := model.size_px(ratio, size):
        return known
    width, _, height = ratio.partition(":")
    shape = float(width) / float(height or 1)
    drawn = math.sqrt(_PIXELS_WITHOUT_A_SIZE * shape)
    return round(drawn), round(drawn / shape)


def _nearest_size(seen: Size, ratio: str, model: EngineModel) -> str:
    """The size whose number of pixels is the most like what is shown; "" where there is none."""
    if ratio not in model.ratios:
        return ""
    own = math.log(seen[0] * seen[1])

    def off(size: str) -> float:
        drawn = _drawn_px(model, ratio, size)
        return abs(math.log(drawn[0] * drawn[1]) - own)

    return min(model.sizes, key=off, default="")


def _plan(request: EditRequest, image: Image, resolved: ResolvedRequest) -> Plan:
    model = resolved.engine_model
    crop = _crop(request, image, model)
    shown = image.aspect_ratio or image.ratio
    return Plan(
        image_id=image.pk,
        mode=request.mode,
        words=request.words,
        instruction=prompts.instruction(
            mode=request.mode,
            words=request.words,
            preserve_composition=request.preserve_composition,
            regions=request.regions,
            crop=crop.box if crop else None,
            size=(image.width_px, image.height_px),
            style=request.style,
            grade=request.grade,
            aspect_ratio=resolved.aspect_ratio,
            references=len(resolved.references),
        ),
        preserve_composition=request.preserve_composition,
        aspect_ratio=shown if crop else resolved.aspect_ratio,
        resolution=image.resolution if crop else resolved.resolution,
        regions=request.regions,
        style=request.style,
        grade=request.grade,
        keep_pixels=request.keep_pixels,
        crop=crop.box if crop else None,
        sent_px=_drawn_px(model, resolved.aspect_ratio, resolved.resolution) if crop else None,
    )


def _problems(request: EditRequest) -> Iterator[Problem]:
    if request.mode not in Mode.values:
        yield Problem("mode", f"A mode is one of {', '.join(Mode.values)}.")
        return
    yield from _problems_of_regions(request)
    yield from _problems_of_style(request)
    yield from _problems_of_grade(request)
    yield from _problems_of_ratio(request)
    if not request.title and request.mode not in (Mode.GRADE, Mode.EXTEND):
        yield Problem("prompt", "Say what is to change.")


def _problems_of_regions(request: EditRequest) -> Iterator[Problem]:
    if request.mode != Mode.REGION:
        if request.regions:
            yield Problem("regions", "Regions belong to the mode region.")
        return
    if not request.regions:
        yield Problem("regions", "Mark at least one region on the picture.")
    if len(request.regions) > MAX_REGIONS:
        yield Problem("regions", f"Up to {MAX_REGIONS} regions fit into one edit.")
    for number, region in enumerate(request.regions, start=1):
        if not region.is_possible:
            message = f"Region {number} lies outside the picture or is too small. Draw it anew."
            yield Problem("regions", message)
        elif not (request.words or region.prompt.strip()):
            yield Problem("regions", f"Say what is to change in region {number}.")


def _problems_of_style(request: EditRequest) -> Iterator[Problem]:
    if request.mode != Mode.STYLE:
        if request.style:
            yield Problem("style", "A style belongs to the mode style.")
    elif request.style and request.style not in STYLES:
        yield Problem("style", f"A style is one of {', '.join(STYLES)}.")
    elif not (request.style or request.reference_image_ids or request.words):
        yield Problem("style", "Choose a style, or a picture that shows it.")


def _problems_of_grade(request: EditRequest) -> Iterator[Problem]:
    grade = request.grade or Grade()
    if request.mode != Mode.GRADE:
        if not grade.is_flat:
            yield Problem("grade", "A grade belongs to the mode grade.")
        return
    if grade.is_flat and not request.words:
        yield Problem("grade", "Move a slider or choose a look.")
    if any(abs(value) > FULL for value in grade.sliders):
        yield Problem("grade", f"A slider goes from -{FULL} to {FULL}.")
    if grade.look and grade.look not in LOOKS:
        yield Problem("grade", f"A look is one of {', '.join(LOOKS)}.")


def _problems_of_ratio(request: EditRequest) -> Iterator[Problem]:
    if request.mode == Mode.EXTEND and not request.aspect_ratio:
        yield Problem("aspect_ratio", "Choose the ratio to extend to.")
    if request.mode == Mode.REGION and request.aspect_ratio:
        message = "A region edit keeps the picture's own ratio. Leave this one out."
        yield Problem("aspect_ratio", message)


def _problems_of_model(request: EditRequest, model: EngineModel) -> Iterator[Problem]:
    """The picture itself takes one of the places that the model has for references."""
    places = model.max_references - 1
    if places < 0 or not model.ratios:
        yield Problem("model", f"{model.label} cannot edit pictures. Choose another model.")
    elif len(set(request.reference_image_ids)) > places:
        message = f"Besides the picture itself {model.label} takes {places} reference images."
        yield Problem("reference_image_ids", message)
