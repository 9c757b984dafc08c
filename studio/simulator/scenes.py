"""The library of scenes: which one a prompt means, and the cut of it that is shown."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from random import Random

from PIL import Image, ImageOps

from studio.simulator import combining
from studio.simulator.grading import wanted_light
from studio.simulator.words import Brief, stem, stems

FOLDER = Path(__file__).with_name("scenes")
LIGHT_BONUS = 2.4  # between scenes of one place, the one in the right light
ENOUGH = 1.1  # a weaker match would show something that nobody asked for
NEARLY_AS_GOOD = 0.92
# Words that describe how, not what: alone they choose no scene.
LOOSE = stems(
    "dawn mist haze sunset sunrise dusk twilight fog misty foggy lights stars "
    "warm calm bright cozy elegant modern minimal dark romantic fresh classic clean moody wild "
    "colourful fun friendly playful retro luxury creative soft glossy healthy sweet hot cold "
    "quiet dry peaceful summer winter spring autumn morning evening night day golden hour "
    "sunlight sun light shadow shadows red green blue pink purple orange yellow gold teal "
    "copper sage coral blush amber natural organic handmade homemade artisan urban future"
)
# Words that many pictures share: they help, but do not decide.
WEAK = stems(
    "studio product design shop display background table plant wood stone wall window floor "
    "art set class brand home interior room landscape nature sky travel outdoor "
    "food closeup light business tech technology pattern texture paper glass line metal event "
    "leisure lifestyle counter shelf kids toy gift colour structure growth care health market "
    "tropical sport game character mascot seat wave craft"
)
ALSO = {
    "beach": "coast sea", "ocean": "sea", "pizza": "brunch table", "burger": "brunch table",
    "salad": "brunch soup", "sushi": "brunch table", "steak": "brunch table",
    "sofa": "lounge living", "couch": "lounge living", "book": "library", "laptop": "laptop desk",
    "spaceship": "futuristic", "bouquet": "bouquet flowers", "tea": "cup mug", "cake": "dessert",
    "chocolate": "chocolate dessert", "pie": "pastry bakery", "villa": "villa garden",
    "mountainside": "mountain", "village": "street town",
    "wildflower": "meadow flowers", "dentist": "dental clinic", "gym": "fitness yoga",
    "tuscany": "villa tuscany", "forest": "forest woods", "earphone": "headphones",
    "waterfall": "lake forest", "river": "lake", "skyscraper": "skyscrapers city",
    "apple": "fruit", "hotel": "hotel bedroom", "pottery": "pottery ceramics",
}  # fmt: skip


# Patterns answer only to words like these, however many of their tags a prompt hits.
ABSTRACT = (
    "abstract", "pattern", "marble", "isometric", "gradient", "paper", "fluid", "texture",
    "wallpaper", "geometric", "shapes", "background", "marbled",
)  # fmt: skip
# A cut that keeps less than this of the scene's height or width is widened by mirroring instead.
KEPT = 0.72


@dataclass(frozen=True)
class Scene:
    file: str
    title: str
    tags: frozenset[str]
    kind: str
    light: str
    focal: tuple[float, float]

    @property
    def is_pattern(self) -> bool:
        return self.kind == "abstract" and self.light == "studio"

    @property
    def title_words(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.title.lower().split())


@cache
def library() -> tuple[Scene, ...]:
    rows = json.loads((FOLDER / "manifest.json").read_text())
    return tuple(
        Scene(
            file=row["file"],
            title=row["title"],
            tags=frozenset(stem(tag) for tag in row["tags"]),
            kind=row["kind"],
            light=row["light"],
            focal=(row["focal"][0], row["focal"][1]),
        )
        for row in rows
    )


@cache
def _weights() -> dict[str, float]:
    """How much a tag tells: rare ones most, loose ones hardly anything."""
    scenes = library()
    weights = {}
    for tag in {tag for scene in scenes for tag in scene.tags}:
        rarity = math.log(1 + len(scenes) / sum(tag in scene.tags for scene in scenes)) / 2
        factor = 0.12 if tag in LOOSE else 0.4 if tag in WEAK else 1.0
        weights[tag] = rarity * factor
    return weights


def score(scene: Scene, brief: Brief) -> float:
    """How well the scene answers the words; what stands first counts most."""
    if scene.is_pattern and not any(word in brief.text for word in ABSTRACT):
        return 0.0
    total = 0.0
    light = wanted_light(brief)
    weights = _weights()
    for place, word in enumerate(brief.words):
        meanings = {word, *(stem(other) for other in ALSO.get(word, "").split())}
        found = meanings & scene.tags
        if found:
            told = max(weights[tag] for tag in found)
            named = 1.25 if word in scene.title_words else 1.0
            total += told * named * max(1.0 - place * 0.02, 0.6)
    return total + LIGHT_BONUS * (light == scene.light and total >= ENOUGH)


def choose(brief: Brief, random: Random) -> Scene | None:
    """The best scene, or one of those nearly as good; None where none fits well."""
    return _choose(brief.subject, random) or _choose(brief, random)


def _choose(brief: Brief, random: Random) -> Scene | None:
    ranked = sorted(library(), key=lambda scene: score(scene, brief), reverse=True)
    best = score(ranked[0], brief)
    if best < ENOUGH:
        return None
    lit = [scene for scene in ranked if score(scene, brief) >= best * NEARLY_AS_GOOD]
    return random.choice(lit)


@lru_cache(maxsize=12)
def picture(file: str) -> Image.Image:
    with Image.open(FOLDER / file) as stored:
        return stored.convert("RGB")


def cut(scene: Scene, size: tuple[int, int], random: Random) -> Image.Image:
    """The scene in the shape of `size`, around its point of interest, never twice the same."""
    whole, focal = picture(scene.file), scene.focal
    if random.random() < 0.5:
        whole, focal = ImageOps.mirror(whole), (1 - focal[0], focal[1])
    angle = random.uniform(-1.4, 1.4) if scene.kind in ("product", "food", "abstract") else 0.0
    if angle:
        whole = _turned(whole, angle)
    whole, focal = widened(whole, focal, size, is_open=scene.kind == "outdoor")
    box = _cut_box(whole.size, size, focal, random)
    return whole.resize(size, Image.Resampling.BICUBIC, box=box)


def _turned(whole: Image.Image, angle: float) -> Image.Image:
    """A little askew, without the corners that a turn leaves bare."""
    inset = (round(whole.width * 0.03), round(whole.height * 0.03))
    turned = whole.rotate(angle, Image.Resampling.BILINEAR)
    return turned.crop((*inset, whole.width - inset[0], whole.height - inset[1]))


def widened(
    whole: Image.Image, focal: tuple[float, float], size: tuple[int, int], *, is_open: bool
) -> tuple[Image.Image, tuple[float, float]]:
    """The scene continued where the wanted shape would cut most of it off.

    An open view to the sides by its mirror image, as the flash models do; else from its rims.
    """
    scale = min(whole.width / size[0], whole.height / size[1])
    lost = max(whole.width / (size[0] * scale), whole.height / (size[1] * scale))
    if lost <= 1 / KEPT:
        return whole, focal
    broad = whole.height / size[1] > whole.width / size[0]
    if broad and is_open:
        grow = min(lost * KEPT, 3.0)
        return _panorama(whole, grow), ((grow - 1) / 2 / grow + focal[0] / grow, focal[1])
    grow = min(lost * KEPT, 1.9)
    if broad:
        wide = combining.reframe(whole, (round(whole.width * grow), whole.height))
        return wide, ((grow - 1) / 2 / grow + focal[0] / grow, focal[1])
    tall = combining.reframe(whole, (whole.width, round(whole.height * grow)))
    return tall, (focal[0], (grow - 1) / 2 / grow + focal[1] / grow)


def _panorama(whole: Image.Image, grow: float) -> Image.Image:
    """The scene in the middle, its mirror images to both sides."""
    sheet = Image.new("RGB", (round(whole.width * grow), whole.height))
    left = (sheet.width - whole.width) // 2
    mirrored = ImageOps.mirror(whole)
    for tile, offset in ((mirrored, -whole.width), (whole, 0), (mirrored, whole.width)):
        sheet.paste(tile, (left + offset, 0))
    return sheet


def _cut_box(
    whole: tuple[int, int],
    size: tuple[int, int],
    focal: tuple[float, float],
    random: Random,
) -> tuple[float, float, float, float]:
    """The largest box of that shape, zoomed in a little and moved a little off the focal point."""
    scale = min(whole[0] / size[0], whole[1] / size[1]) * random.uniform(0.84, 1.0)
    width, height = size[0] * scale, size[1] * scale
    left = _start(width, whole[0], focal[0] + random.uniform(-0.06, 0.06))
    top = _start(height, whole[1], focal[1] + random.uniform(-0.04, 0.04))
    return left, top, left + width, top + height


def _start(length: float, whole: float, focal: float) -> float:
    """Where a stretch of that length begins so that it lies around the focal share, inside."""
    return min(max(focal * whole - length / 2, 0.0), whole - length)
