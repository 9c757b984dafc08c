"""Which part of a picture an instruction means."""

from __future__ import annotations

import re

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat

from studio.simulator.words import Brief

Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of the picture

NUMBER = r"\s*[=:]?\s*(\d*\.?\d+)\s*(%?)"
NAMED_BOX = re.compile(
    rf"\bx{NUMBER}[,;\s]+y{NUMBER}[,;\s]+w(?:idth)?{NUMBER}[,;\s]+h(?:eight)?{NUMBER}",
    re.IGNORECASE,
)
# The provider's own habit: [ymin, xmin, ymax, xmax] from 0 to 1000.
THOUSANDTHS = re.compile(r"\[\s*(\d{1,4})\s*,\s*(\d{1,4})\s*,\s*(\d{1,4})\s*,\s*(\d{1,4})\s*\]")
PLACES: tuple[tuple[Box, tuple[str, ...]], ...] = (
    ((0.0, 0.0, 0.45, 0.45), ("top left", "upper left", "top-left", "upper-left")),
    ((0.55, 0.0, 1.0, 0.45), ("top right", "upper right", "top-right", "upper-right")),
    ((0.0, 0.55, 0.45, 1.0), ("bottom left", "lower left", "bottom-left", "lower-left")),
    ((0.55, 0.55, 1.0, 1.0), ("bottom right", "lower right", "bottom-right", "lower-right")),
    ((0.0, 0.0, 1.0, 0.36), ("sky", "top half", "upper half", "at the top", "ceiling")),
    ((0.0, 0.62, 1.0, 1.0), ("foreground", "bottom half", "lower half", "at the bottom", "floor")),
    ((0.0, 0.0, 0.42, 1.0), ("left side", "left half", "on the left")),
    ((0.58, 0.0, 1.0, 1.0), ("right side", "right half", "on the right")),
    ((0.28, 0.28, 0.72, 0.72), ("centre", "center", "in the middle")),
)
MARK_WORDS = ("marked", "outlined", "highlighted", "selected area", "selection", "rectangle", "box")


def named(brief: Brief) -> Box | None:
    """The box that the words give: figures first, then places."""
    if match := NAMED_BOX.search(brief.text):
        left, top, width, height = (
            _share(match[place], match[place + 1]) for place in (1, 3, 5, 7)
        )
        return _inside(left, top, left + width, top + height)
    if match := THOUSANDTHS.search(brief.text):
        return _in_thousandths(match)
    return next((box for box, words in PLACES if any(word in brief.text for word in words)), None)


def several(brief: Brief) -> list[tuple[Box, Brief]]:
    """Each box of a list with the words behind it; empty unless there are two or more."""
    found = list(THOUSANDTHS.finditer(brief.text))
    if len(found) < 2:
        return []
    ends = [match.start() for match in found[1:]] + [len(brief.text)]
    return [
        (box, Brief(brief.text[match.end() : end]))
        for match, end in zip(found, ends, strict=True)
        if (box := _in_thousandths(match)) is not None
    ]


def _in_thousandths(match: re.Match[str]) -> Box | None:
    top, left, bottom, right = (int(match[place]) / 1000 for place in (1, 2, 3, 4))
    return _inside(left, top, right, bottom)


def _share(number: str, percent: str) -> float:
    return float(number) / (100 if percent else 1)


def _inside(left: float, top: float, right: float, bottom: float) -> Box | None:
    left, top, right, bottom = (min(max(value, 0.0), 1.0) for value in (left, top, right, bottom))
    return (left, top, right, bottom) if right - left > 0.01 and bottom - top > 0.01 else None


def marked(image: Image.Image, brief: Brief) -> Box | None:
    """The box that somebody drew on the picture in a loud colour, if the words speak of one."""
    if not brief.has(*MARK_WORDS):
        return None
    small = image.copy()
    small.thumbnail((512, 512))
    for loud in _loud_masks(small):
        bounds = loud.getbbox()
        if bounds and _is_outline(loud, bounds):
            width, height = small.size
            left, top, right, bottom = bounds
            return left / width, top / height, right / width, bottom / height
    return None


def _loud_masks(image: Image.Image) -> list[Image.Image]:
    """Pixels of pure magenta, red and green."""
    high = [band.point([255 * (value > 200) for value in range(256)]) for band in image.split()]
    low = [band.point([255 * (value < 90) for value in range(256)]) for band in image.split()]
    both = ImageChops.multiply
    return [
        both(both(high[0], low[1]), high[2]),
        both(both(high[0], low[1]), low[2]),
        both(both(low[0], high[1]), low[2]),
    ]


def _is_outline(mask: Image.Image, bounds: tuple[int, int, int, int]) -> bool:
    """Enough pixels to go round the box, and not the whole picture."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    count = ImageStat.Stat(mask).sum[0] / 255
    return width > 12 and height > 12 and count > (width + height) * 0.8


def from_mask(image: Image.Image, size: tuple[int, int]) -> Image.Image | None:
    """A second picture that is only black and white is a mask: white is what changes."""
    grey = ImageOps.grayscale(image)
    colour = max(ImageStat.Stat(ImageChops.difference(image, grey.convert("RGB"))).mean)
    histogram = grey.histogram()
    extremes = sum(histogram[:24]) + sum(histogram[232:])
    white = sum(histogram[232:]) / (image.width * image.height)
    if colour > 2 or extremes < image.width * image.height * 0.97 or not 0.003 < white < 0.95:
        return None
    return grey.resize(size).filter(ImageFilter.GaussianBlur(max(size) / 200))


def soft_mask(size: tuple[int, int], box: Box) -> Image.Image:
    """White inside the box, with an edge that no eye catches, nothing outside it."""
    left, top, right, bottom = _pixels(size, box)
    edge = max(min(right - left, bottom - top) * 0.06, 1)
    mask = Image.new("L", size)
    inner = (
        left + edge * (box[0] > 0), top + edge * (box[1] > 0),
        right - edge * (box[2] < 1), bottom - edge * (box[3] < 1),
    )  # fmt: skip
    ImageDraw.Draw(mask).rectangle(inner, fill=255)
    blurred = mask.filter(ImageFilter.BoxBlur(edge * 0.5)).filter(ImageFilter.BoxBlur(edge * 0.5))
    bounded = Image.new("L", size)
    whole = (round(left), round(top), round(right), round(bottom))
    bounded.paste(blurred.crop(whole), whole[:2])
    return bounded


def _pixels(size: tuple[int, int], box: Box) -> Box:
    return box[0] * size[0], box[1] * size[1], box[2] * size[0], box[3] * size[1]
