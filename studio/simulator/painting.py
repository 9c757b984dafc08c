"""The easel: decides which painter answers a prompt, and hands out finished bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from PIL import Image

from studio.simulator import (
    abstracts,
    combining,
    drawings,
    editing,
    encoding,
    finishing,
    grading,
    illustrating,
    landscapes,
    lettering,
    portraits,
    regions,
    scenes,
    sketching,
    stilllifes,
    styles,
)
from studio.simulator.chance import dice
from studio.simulator.colours import NAMED, named_colours
from studio.simulator.words import Brief

PLAIN_SCENE = "city-dusk.jpg"
CHANGE_ONLY = re.compile(r"\bchange only|\brefine\b|\bkeep everything else", re.IGNORECASE)
# The words of whoever sends pictures along and means the first one alone.
OF_THE_FIRST = re.compile(
    r"\b(?:edit|change|redraw|extend) (?:\w+ but \w+ and \w+ of )?(?:image 1|this picture)\b"
)
ANEW = re.compile(r"^(?:now\s+)?(?:a new|another|new picture|draw|create|generate|instead)\b")
OUTDOOR_WORDS = (
    "landscape", "mountain", "hill", "valley", "meadow", "field", "river", "waterfall", "island",
    "horizon", "sunset", "sunrise", "moon", "sky", "desert", "snow", "countryside", "volcano",
    "canyon", "savanna", "jungle", "castle", "village", "ocean", "sea", "beach",
)  # fmt: skip
ABSTRACT_WORDS = (
    "abstract", "pattern", "gradient", "texture", "wallpaper", "shapes", "geometric", "fluid",
    "bauhaus", "mesh", *abstracts.SPACE,
)  # fmt: skip

Painted = tuple[Image.Image, str]


@dataclass(frozen=True)
class Order:
    """What is to be painted; `images` came with the last turn, `subject` is shown in the talk."""

    prompt: str
    pixels: tuple[int, int]
    seed: int
    mime: str = "image/jpeg"
    system: str = ""
    images: tuple[bytes, ...] = ()
    subject: bytes | None = None
    drift: tuple[float, float, float] = (0.0, 0.0, 1.0)
    tinted: bool = False


class Easel:
    """Paints orders; `plain` serves one stored picture, encoded once for each size."""

    def __init__(self, *, plain: bool = False) -> None:
        self.plain = plain
        if plain:
            stored((1024, 1024), "image/jpeg")

    def paint(self, order: Order) -> tuple[bytes, str]:
        """The encoded picture and a sentence about it."""
        if self.plain:
            return stored(order.pixels, order.mime), "Here is your picture."
        random = dice(order.seed)
        image, caption = compose(order, random)
        final = finishing.drifted(finishing.finish(image, order.pixels, random), order.drift)
        if order.tinted:
            final = finishing.on_warm_paper(final)
        return encoding.encode(final, order.mime), caption


@lru_cache(maxsize=64)
def stored(pixels: tuple[int, int], mime: str) -> bytes:
    """The plain mode's picture: of ordinary weight, always the same."""
    random = dice(1)
    scene = next(scene for scene in scenes.library() if scene.file == PLAIN_SCENE)
    image = scenes.cut(scene, finishing.canvas_size(pixels), random)
    return encoding.encode(finishing.finish(image, pixels, random), mime)


def compose(order: Order, random: Random) -> Painted:
    """The picture at canvas size, before grain and mark."""
    brief = Brief(order.prompt)
    size = finishing.canvas_size(order.pixels)
    sent = [image for data in order.images if (image := encoding.decode(data)) is not None]
    if brief.is_sketch and not (sent and CHANGE_ONLY.search(order.prompt)):
        image, title = sketching.sketch(brief, size, random)
        return image, f"Here is a line drawing: {title}."
    if pictures := _to_change(order, sent, brief):
        return _from_pictures(pictures, brief, size, random)
    image, caption = imagine(brief, size, random)
    return (combining.harmonised(image, sent) if sent else image), caption


def _to_change(order: Order, sent: list[Image.Image], brief: Brief) -> list[Image.Image]:
    """The pictures that the words are about; empty where they ask for a new one."""
    if sent:
        return [] if brief.follows_references and not _is_of_the_first(brief) else sent
    if order.subject is None or ANEW.search(brief.text):
        return []
    shown = encoding.decode(order.subject)
    return [] if shown is None else [shown]


def _from_pictures(
    sent: list[Image.Image], brief: Brief, size: tuple[int, int], random: Random
) -> Painted:
    """An edit of the first picture, or all of them together."""
    first, others = sent[0], sent[1:]
    if others and _is_of_the_first(brief):
        return _edited(combining.reframe(first, size), others, brief, random)
    names_region = regions.named(brief) or regions.marked(first, brief)
    if others and not names_region and not regions.from_mask(others[-1], first.size):
        return combining.compose(sent, size, random), f"Here are your {len(sent)} pictures as one."
    return _edited(combining.reframe(first, size), others, brief, random)


def _is_of_the_first(brief: Brief) -> bool:
    return OF_THE_FIRST.search(brief.text) is not None


def _edited(
    framed: Image.Image, others: list[Image.Image], brief: Brief, random: Random
) -> Painted:
    edited = editing.edit(framed, others, brief, random)
    edited.info["lines"] = False
    return edited, "Here is your picture with the change that you asked for."


def imagine(brief: Brief, size: tuple[int, int], random: Random) -> Painted:
    """A new picture for the words alone."""
    if _is_abstract(brief, random):
        return abstracts.paint(brief, size, random), "Here is your composition."
    drawing = drawings.find(brief)
    scene = scenes.choose(brief, random)
    if drawing and (scene is None or _is_drawn(drawing, brief)):
        image = illustrating.illustrate(drawing, brief, size, random)
        return _lettered(image, brief), f"Here is {drawing.title}."
    if lettering.is_mark(brief):
        return lettering.mark(brief, size, random), "Here is a mark for your brand."
    if brief.has(*portraits.PORTRAIT) or (scene is None and brief.has(*portraits.PEOPLE)):
        return _styled(portraits.paint(brief, size, random), brief), "Here is the portrait."
    if scene is not None:
        image = _scene(scene, brief, size, random)
        return _lettered(image, brief), f"Here is “{scene.title}”."
    image = _made_up(brief, size, random)
    return _lettered(_styled(image, brief), brief), "Here is a composition in your words' colours."


def _is_abstract(brief: Brief, random: Random) -> bool:
    """Space always, other abstract words now and then: a scene may show them as well."""
    return brief.has(*abstracts.SPACE) or (brief.has(*ABSTRACT_WORDS) and random.random() < 0.4)


def _is_drawn(drawing: drawings.Drawing, brief: Brief) -> bool:
    """Animals are always drawn: the scenes show none."""
    return illustrating.is_wanted(brief) or drawing.file in illustrating.COATS


def _scene(scene: scenes.Scene, brief: Brief, size: tuple[int, int], random: Random) -> Image.Image:
    look = grading.read_look(brief, scene.light) + grading.jitter(random)
    image = grading.apply(scenes.cut(scene, size, random), look)
    colours = [colour for colour in named_colours(brief) if not _shows(scene, brief)]
    if colours and not brief.has("black and white", "black-and-white"):
        image = grading.tinted(image, colours[0], 0.34)
    return _styled(image, brief)


def _shows(scene: scenes.Scene, brief: Brief) -> bool:
    """Whether a colour word is among the scene's own."""
    return any(word in scene.tags for word in brief.words if word in NAMED)


def _made_up(brief: Brief, size: tuple[int, int], random: Random) -> Image.Image:
    if brief.has(*ABSTRACT_WORDS):
        return abstracts.paint(brief, size, random)
    if brief.has(*OUTDOOR_WORDS):
        return landscapes.paint(brief, size, random)
    return stilllifes.paint(brief, size, random)


def _styled(image: Image.Image, brief: Brief) -> Image.Image:
    style = styles.style_for(brief)
    return style(image) if style else image


def _lettered(image: Image.Image, brief: Brief) -> Image.Image:
    return lettering.set_over(image, brief.quoted) if lettering.is_wanted(brief) else image
