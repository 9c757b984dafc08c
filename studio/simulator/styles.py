"""Whole-picture styles by word: watercolour, oil, poster, pixels, pencil, cartoon, blueprint."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from studio.simulator import brushes
from studio.simulator.words import Brief

PAPER = (250, 247, 240)


def watercolour(image: Image.Image) -> Image.Image:
    """Flat washes with darker rims, on paper that stays bare at the border."""
    half = image.reduce(2)
    wash = half.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.BoxBlur(1))
    wash = ImageEnhance.Brightness(ImageEnhance.Color(wash).enhance(1.2)).enhance(1.12)
    blooms = brushes.mottle(half.size, 26, 34)
    wash = ImageChops.soft_light(wash, Image.merge("RGB", (blooms,) * 3))
    rims = _edges(wash, 2).point(lambda value: 255 - min(value * 2, 96))
    wash = ImageChops.multiply(wash, Image.merge("RGB", (rims,) * 3))
    wash = wash.resize(image.size, Image.Resampling.BICUBIC)
    tooth = brushes.mottle(image.size, 3, 12)
    wash = ImageChops.soft_light(wash, Image.merge("RGB", (tooth,) * 3))
    return Image.composite(wash, Image.new("RGB", image.size, PAPER), ragged(image.size))


def ragged(size: tuple[int, int]) -> Image.Image:
    """A mask with an uneven, soft border, as paint ends on paper."""
    mask = Image.new("L", size)
    inset = min(size) * 0.045
    box = (inset, inset, size[0] - inset, size[1] - inset)
    ImageDraw.Draw(mask).rounded_rectangle(box, inset, fill=255)
    mask = mask.filter(ImageFilter.BoxBlur(min(size) / 36))
    rough = brushes.mottle(size, max(min(size) // 60, 3), 60)
    bent = ImageChops.add(mask, rough, 1, -128)
    return bent.point([min(max((value - 100) * 6, 0), 255) for value in range(256)])


def oil(image: Image.Image) -> Image.Image:
    """Thick paint: merged patches with a relief of brush strokes."""
    third = ImageEnhance.Color(image.reduce(3)).enhance(1.25)
    daubed = third.filter(ImageFilter.MedianFilter(5))
    large = daubed.resize(image.size, Image.Resampling.BICUBIC)
    strokes = brushes.mottle((image.width, image.height * 3), 7, 70).resize(image.size)
    relief = ImageChops.add(strokes, _edges(large, 3), 1, 0).filter(ImageFilter.EMBOSS)
    relief = relief.point([round(128 + (value - 128) * 0.45) for value in range(256)])
    return ImageChops.overlay(large, Image.merge("RGB", (relief,) * 3))


def poster(image: Image.Image) -> Image.Image:
    """Few flat inks."""
    half = ImageEnhance.Color(image.reduce(2)).enhance(1.35).filter(ImageFilter.MedianFilter(5))
    few = half.quantize(10, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")
    return few.filter(ImageFilter.MedianFilter(3)).resize(image.size, Image.Resampling.LANCZOS)


def cartoon(image: Image.Image) -> Image.Image:
    """Flat inks with a dark outline."""
    outline = line_art(image, strength=3)
    return ImageChops.multiply(poster(image), Image.merge("RGB", (outline,) * 3))


def pixels(image: Image.Image) -> Image.Image:
    side = max(max(image.size) // 96, 2)
    small = image.resize(
        (max(image.width // side, 1), max(image.height // side, 1)), Image.Resampling.BOX
    )
    few = ImageEnhance.Color(small).enhance(1.2).quantize(28, dither=Image.Dither.NONE)
    return few.convert("RGB").resize(image.size, Image.Resampling.NEAREST)


def clay(image: Image.Image) -> Image.Image:
    """Modelled in soft, matte lumps with the prints of thumbs on them."""
    lumps = image.reduce(4).filter(ImageFilter.MedianFilter(5))
    lumps = ImageEnhance.Color(lumps).enhance(1.15).resize(image.size, Image.Resampling.BICUBIC)
    prints = brushes.mottle(image.size, max(max(image.size) // 60, 3), 60)
    relief = ImageChops.add(prints, _edges(lumps, 6), 1, 0).filter(ImageFilter.EMBOSS)
    relief = relief.filter(ImageFilter.GaussianBlur(2))
    return ImageChops.soft_light(lumps, Image.merge("RGB", (relief,) * 3))


def pencil(image: Image.Image) -> Image.Image:
    """Graphite on white paper: soft tone, searching lines."""
    grey = ImageOps.autocontrast(ImageOps.grayscale(image), cutoff=1)
    around = grey.filter(ImageFilter.GaussianBlur(max(image.size) / 110))
    darker = ImageChops.subtract(around, grey)
    shaded = darker.point([255 - min(round(value * 2.4), 225) for value in range(256)])
    tone = grey.point([round(190 + value * 65 / 255) for value in range(256)])
    hatch = brushes.mottle((image.width, image.height * 5), 3, 42).resize(image.size)
    tone = ImageChops.screen(tone, hatch.point([value // 5 for value in range(256)]))
    drawn = ImageChops.multiply(ImageChops.multiply(shaded, tone), line_art(image, strength=5))
    return Image.merge("RGB", (drawn,) * 3)


def line_art(image: Image.Image, *, strength: float = 8.0) -> Image.Image:
    """Black contours on white, by a difference of two blurs."""
    grey = ImageOps.autocontrast(ImageOps.grayscale(image), cutoff=2)
    scale = max(image.size) / 1024
    narrow = grey.filter(ImageFilter.GaussianBlur(1.3 * scale))
    wide = grey.filter(ImageFilter.GaussianBlur(3.4 * scale))
    difference = ImageChops.subtract(wide, narrow)
    ramp = [255 - min(max(round((value - 3) * strength * 2.4), 0), 255) for value in range(256)]
    return difference.point(ramp)


def blueprint(image: Image.Image) -> Image.Image:
    lines = ImageChops.invert(line_art(image, strength=8))
    sheet = Image.new("RGB", image.size, (28, 66, 128))
    sheet.paste((226, 236, 248), mask=lines)
    return sheet


def _edges(image: Image.Image, radius: float) -> Image.Image:
    grey = ImageOps.grayscale(image)
    return ImageChops.difference(grey, grey.filter(ImageFilter.GaussianBlur(radius)))


STYLES: dict[Callable[[Image.Image], Image.Image], tuple[str, ...]] = {
    watercolour: ("watercolour", "watercolor", "aquarelle", "gouache"),
    oil: ("oil painting", "oil paint", "impressionist", "painterly", "acrylic", "van gogh"),
    poster: ("poster style", "screen print", "silkscreen", "flat colours", "linocut", "pop art"),
    cartoon: ("cartoon", "comic", "anime", "cel-shaded", "graphic novel"),
    pixels: ("pixel art", "pixelate", "pixelated", "8-bit", "mosaic"),
    clay: ("clay", "claymation", "plasticine"),
    pencil: ("pencil", "graphite", "charcoal", "hand-drawn"),
    blueprint: ("blueprint", "technical drawing"),
}


def style_for(brief: Brief) -> Callable[[Image.Image], Image.Image] | None:
    """The painter's style that the words name, or None for a photograph."""
    return next((style for style, words in STYLES.items() if brief.has(*words)), None)
