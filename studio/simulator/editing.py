"""Edits of a picture that was sent: the whole of it, a region of it, or something put in."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from studio.simulator import (
    brushes,
    combining,
    drawings,
    grading,
    illustrating,
    regions,
    scenes,
    styles,
)
from studio.simulator.colours import named_colours, palette_for
from studio.simulator.grading import Look
from studio.simulator.words import Brief

Change = Callable[[Image.Image], Image.Image]

REMOVE = ("remove", "erase", "delete", "take away", "clean up", "get rid")
ADD = ("add", "put", "place", "insert", "replace", "swap", "include")
BLUR = ("blur", "blurry", "blurred", "bokeh", "defocus", "out of focus")
SHARPEN = ("sharpen", "sharper", "crisp", "more detail", "clarity", "enhance")
EXTEND = ("extend", "expand", "outpaint", "uncrop")
LOOK_OF = ("with the look of",)
MIRROR = ("mirror", "flip", "reverse")
# Without one of these a colour in a region is that of a new thing, not of what is there.
RECOLOUR = re.compile(r"\b(?:make|turn|(?:re)?colou?r|paint|tint|dye)\b")
BACKGROUND = ("background", "backdrop", "behind")
# A grade that always shows, for instructions that nothing here understands.
SOMETHING = Look(contrast=0.16, saturation=0.12, warmth=0.22, vignette=0.35)


def edit(
    image: Image.Image, others: list[Image.Image], brief: Brief, random: Random
) -> Image.Image:
    """The picture with the instruction carried out; outside a region not one pixel changes."""
    if parts := regions.several(brief):
        return _part_by_part(image, others, parts, random)
    mask = _mask(image, others, brief)
    image = _unmarked(image, brief)
    changed = _changed(image, others, brief, mask, random)
    return Image.composite(changed, image, mask) if mask else changed


def _part_by_part(
    image: Image.Image,
    others: list[Image.Image],
    parts: list[tuple[regions.Box, Brief]],
    random: Random,
) -> Image.Image:
    for box, brief in parts:
        mask = regions.soft_mask(image.size, box)
        image = Image.composite(_changed(image, others, brief, mask, random), image, mask)
    return image


def _mask(image: Image.Image, others: list[Image.Image], brief: Brief) -> Image.Image | None:
    """Where the change is to happen; None for everywhere."""
    for other in others:
        if mask := regions.from_mask(other, image.size):
            return mask
    if box := regions.marked(image, brief) or regions.named(brief):
        return regions.soft_mask(image.size, box)
    return _around_subject(image.size) if brief.has(*BACKGROUND) else None


def _around_subject(size: tuple[int, int]) -> Image.Image:
    """All but a soft oval in the middle, where the subject mostly is."""
    mask = Image.new("L", size, 255)
    width, height = size
    box = (width * 0.24, height * 0.18, width * 0.76, height * 0.95)
    ImageDraw.Draw(mask).ellipse(box, fill=0)
    return mask.filter(ImageFilter.BoxBlur(min(size) / 14)).filter(
        ImageFilter.BoxBlur(min(size) / 14)
    )


def _unmarked(image: Image.Image, brief: Brief) -> Image.Image:
    """Without the outline that somebody drew to show a region."""
    box = regions.marked(image, brief)
    if box is None:
        return image
    left, top, right, bottom = (
        round(share * length) for share, length in zip(box, image.size * 2, strict=True)
    )
    width = max(round(max(image.size) / 90), 3)
    mask = Image.new("L", image.size)
    draw = ImageDraw.Draw(mask)
    draw.rectangle((left - width, top - width, right + width, bottom + width), fill=255)
    draw.rectangle((left + width, top + width, right - width, bottom - width), fill=0)
    return Image.composite(_filled(image, mask), image, mask)


def _changed(
    image: Image.Image,
    others: list[Image.Image],
    brief: Brief,
    mask: Image.Image | None,
    random: Random,
) -> Image.Image:
    if brief.has(*REMOVE) and not brief.has("add"):
        target = mask or regions.soft_mask(image.size, (0.36, 0.4, 0.64, 0.78))
        filled = Image.composite(_filled(image, target), image, target)
        return _on_white(image) if brief.has("background") else filled
    changes = _changes(brief, others, in_region=mask is not None)
    for change in changes:
        image = change(image)
    if brief.has(*ADD) or (mask and not changes):
        return _with_addition(image, others, brief, mask, random)
    return image if changes else grading.apply(image, SOMETHING + grading.jitter(random))


def _changes(brief: Brief, others: list[Image.Image], *, in_region: bool) -> list[Change]:
    """The steps that the words name, in a sensible order."""
    steps: list[Change] = []
    look = grading.read_look(brief).stronger(1.5)
    if not look.is_plain:
        steps.append(lambda picture: grading.apply(picture, look))
    elif (colours := named_colours(brief)) and _recolours(brief, in_region=in_region):
        steps.append(lambda picture: _recoloured(picture, colours[0]))
    if style := styles.style_for(brief):
        steps.append(style)
    steps += [change for words, change in _PLAIN_CHANGES if brief.has(*words)]
    if others and brief.has(*LOOK_OF):
        steps.append(lambda picture: combining.harmonised(picture, others))
    return steps


def _recolours(brief: Brief, *, in_region: bool) -> bool:
    return not brief.has(*ADD) and (not in_region or RECOLOUR.search(brief.text) is not None)


def _blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(max(image.size) / 110))


def _sharpened(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.UnsharpMask(max(image.size) / 400, 160, 2))


_PLAIN_CHANGES: tuple[tuple[tuple[str, ...], Change], ...] = (
    (BLUR, _blurred),
    (SHARPEN, _sharpened),
    (MIRROR, ImageOps.mirror),
    (EXTEND, Image.Image.copy),  # its new shape is all that was asked for
)


def _recoloured(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """Everything in shades of one colour."""
    grey = ImageOps.grayscale(image)
    duotone = ImageOps.colorize(grey, (20, 16, 26), (255, 252, 244), colour, midpoint=136)
    return Image.blend(image, duotone, 0.72)


def _filled(image: Image.Image, mask: Image.Image) -> Image.Image:
    """What might lie behind the masked thing: its surroundings, drawn inwards and grained."""
    hole = mask.point([255 * (value > 8) for value in range(256)])
    hole = hole.filter(ImageFilter.MaxFilter(5))
    known = image.convert("RGBA")
    known.putalpha(ImageOps.invert(hole))
    return brushes.grain(_pulled(known), 0.3)


def _pulled(known: Image.Image) -> Image.Image:
    """Transparent pixels filled from ever coarser copies (Pillow weighs colour by alpha)."""
    if min(known.size) <= 2:
        return known.convert("RGB")
    half = (max(known.width // 2, 1), max(known.height // 2, 1))
    coarse = known.resize(half, Image.Resampling.BOX)
    coarse.putalpha(coarse.getchannel("A").point([255 * (value > 0) for value in range(256)]))
    guess = _pulled(coarse).resize(known.size, Image.Resampling.BICUBIC)
    guess.paste(known, mask=known.getchannel("A"))
    return guess


def _on_white(image: Image.Image) -> Image.Image:
    """The middle of the picture on white paper, softly cut out."""
    return Image.composite(
        Image.new("RGB", image.size, (250, 249, 247)), image, _around_subject(image.size)
    )


def _with_addition(
    image: Image.Image,
    others: list[Image.Image],
    brief: Brief,
    mask: Image.Image | None,
    random: Random,
) -> Image.Image:
    """Something new in the masked place, or to one side where no place is named."""
    if mask is None:
        mask = regions.soft_mask(image.size, random.choice(
            ((0.06, 0.5, 0.4, 0.94), (0.6, 0.5, 0.94, 0.94))
        ))  # fmt: skip
        return Image.composite(_with_addition(image, others, brief, mask, random), image, mask)
    bounds = mask.point([255 * (value > 8) for value in range(256)]).getbbox()
    if bounds is None:
        return image
    patch = _patch(image.crop(bounds), others, brief, random)
    changed = image.copy()
    changed.paste(patch, bounds[:2])
    return changed


def _patch(
    here: Image.Image, others: list[Image.Image], brief: Brief, random: Random
) -> Image.Image:
    """New content for one box: a picture that was sent along, a figure, a scene, or a ball."""
    helpers = [other for other in others if regions.from_mask(other, here.size) is None]
    if helpers:
        return ImageOps.fit(helpers[0], here.size, Image.Resampling.LANCZOS)
    if drawing := drawings.find(brief):
        palette = palette_for(brief, random)
        figure, mask = illustrating.coloured(drawing, brief, palette, random)
        return _standing(here, figure, mask)
    if scene := scenes.choose(brief, random):
        return _blended_in(here, scenes.cut(scene, here.size, random))
    unit = min(here.size)
    colour = (named_colours(brief) or [palette_for(brief, random)[2]])[0]
    at = (here.width / 2, here.height - unit * 0.36)
    return brushes.sphere(here.copy(), at, unit * 0.28, colour)


def _standing(here: Image.Image, figure: Image.Image, mask: Image.Image) -> Image.Image:
    bounds = mask.getbbox() or (0, 0, *mask.size)
    figure, mask = figure.crop(bounds), mask.crop(bounds)
    scale = min(here.width * 0.84 / figure.width, here.height * 0.84 / figure.height)
    size = (max(round(figure.width * scale), 1), max(round(figure.height * scale), 1))
    corner = ((here.width - size[0]) // 2, round(here.height * 0.93) - size[1])
    foot = corner[1] + size[1]
    box = (corner[0], foot - size[1] * 0.06, corner[0] + size[0], foot + size[1] * 0.05)
    ground = brushes.shadow(here, box, blur=max(size[1] * 0.04, 1), strength=0.4)
    small = figure.resize(size, Image.Resampling.LANCZOS)
    ground.paste(small, corner, mask.resize(size, Image.Resampling.LANCZOS))
    return ground


def _blended_in(here: Image.Image, new: Image.Image) -> Image.Image:
    """The new content in the light of the place that it comes to."""
    return ImageEnhance.Brightness(combining.harmonised(new, [here])).enhance(1.02)
