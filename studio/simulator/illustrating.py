"""Coloured illustrations of the library's drawings: mascots, stickers, logos, watercolours."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from studio.simulator import brushes, drawings, landscapes, styles
from studio.simulator.colours import Colour, darker, lighter, mix, named_colours, palette_for, rgb
from studio.simulator.drawings import Drawing
from studio.simulator.words import Brief

ILLUSTRATED = (
    "illustration", "illustrated", "watercolour", "watercolor", "cartoon", "logo", "sticker",
    "mascot", "icon", "flat", "vector", "children", "emoji", "badge", "drawing", "painting",
    "comic", "poster", "gouache", "cute", "character", "storybook",
)  # fmt: skip
# Drawings of a head alone: they stand on no ground.
HEADS = ("bear-growl.png", "bulldog-collar.png", "lion-mane.png", "eagle-profile.png")
LOGO = ("logo", "icon", "badge", "emblem", "sticker", "emoji", "crest")
OUTDOORS = (
    "forest", "meadow", "field", "mountain", "hill", "garden", "park", "snow", "sunset", "night",
    "wood", "landscape", "sky", "sea", "beach", "river", "lake", "moon",
)  # fmt: skip
# What an animal is, where the words name no colour: body, second, third.
COATS = {
    "fox-sitting.png": ("#d9763a", "#f6ede0", "#7b3b22"),
    "cat-seated.png": ("#e0a563", "#f5e8d6", "#a86b3a"),
    "bear-growl.png": ("#8a5a3c", "#d8b48c", "#5b3724"),
    "bulldog-collar.png": ("#c9a27e", "#f3e6d7", "#8a3b35"),
    "frog-squat.png": ("#74a857", "#dbe8a8", "#4d7f3d"),
    "penguin-scarf.png": ("#f6f4ee", "#e8a13c", "#d1493f"),
    "owl-perched.png": ("#a97c50", "#f0dfc2", "#e6a63d"),
    "lion-mane.png": ("#c2762f", "#eec178", "#8d4a21"),
    "elephant-walking.png": ("#a3adb8", "#c7ced6", "#8691a0"),
    "octopus-waving.png": ("#d9707c", "#c85a6c", "#e88f93"),
    "bee-hovering.png": ("#f2bf45", "#dcebf0", "#f2bf45"),
    "cactus-pot.png": ("#c8714c", "#6d9f63", "#7fb073"),
    "rabbit-visor.png": ("#ece2d6", "#f4ede4", "#7aa7c4"),
    "fish-leaping.png": ("#e58a4e", "#f0b07a", "#cf6c3c"),
    "eagle-profile.png": ("#f4efe6", "#e2b04a", "#c98f35"),
    "rocket-launch.png": ("#eef0f2", "#d6524a", "#d6524a"),
    "lighthouse-beams.png": ("#e9dcc0", "#d9564c", "#f4f0e8"),
    "sailboat-waves.png": ("#f4efe4", "#e6a15c", "#c65a48"),
}


def is_wanted(brief: Brief) -> bool:
    return brief.has(*ILLUSTRATED)


def illustrate(
    drawing: Drawing, brief: Brief, size: tuple[int, int], random: Random
) -> Image.Image:
    """The figure in colour, on the ground that the words suggest."""
    painted = brief.has("watercolour", "watercolor", "gouache", "painting", "aquarelle")
    palette = palette_for(brief, random)
    outdoors = _is_outdoors(brief) and drawing.file not in HEADS
    ground = _ground(brief, palette, size, random, outdoors=outdoors)
    figure, mask = coloured(drawing, brief, palette, random, painted=painted)
    if random.random() < 0.5:
        figure, mask = ImageOps.mirror(figure), ImageOps.mirror(mask)
    placed = _placed(ground, figure, mask, outdoors=outdoors)
    return styles.watercolour(placed) if painted else placed


def _is_outdoors(brief: Brief) -> bool:
    return brief.has(*OUTDOORS) and not brief.has(*LOGO)


def _ground(
    brief: Brief,
    palette: list[Colour],
    size: tuple[int, int],
    random: Random,
    *,
    outdoors: bool,
) -> Image.Image:
    if outdoors:
        return landscapes.paint(brief, size, random, flat=True)
    if brief.has("watercolour", "watercolor", "aquarelle", "gouache"):
        return _washed(palette, size, random)
    if brief.has("white background", "plain background", "isolated"):
        return Image.new("RGB", size, (250, 249, 246))
    if brief.has(*LOGO):
        return _disc(lighter(palette[0], 0.4), palette[2], size)
    return _sunburst(palette, size, random)


def _washed(palette: list[Colour], size: tuple[int, int], random: Random) -> Image.Image:
    """Paper with loose clouds of paint behind the subject."""
    sheet = Image.new("RGB", size, styles.PAPER)
    side = min(size)
    for colour in (palette[1], palette[3], palette[2], palette[1]):
        at = (size[0] * random.uniform(0.22, 0.78), size[1] * random.uniform(0.25, 0.75))
        cloud = brushes.radial(size, at, side * random.uniform(0.34, 0.52))
        rough = ImageChops.add(cloud, brushes.mottle(size, side // 26, 46), 1, -150)
        rough = rough.filter(ImageFilter.GaussianBlur(side / 200))
        wash = rough.point([min(round(value * 0.75), 120) for value in range(256)])
        sheet.paste(lighter(colour, 0.4), mask=wash)
    return sheet


def _disc(paper: Colour, colour: Colour, size: tuple[int, int]) -> Image.Image:
    """A calm field with one disc, as brand marks are shown."""
    over = Image.new("RGB", (size[0] * 2, size[1] * 2), paper)
    side, middle = min(size) * 2, size
    radius = side * 0.37
    box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    draw = ImageDraw.Draw(over)
    draw.ellipse(box, fill=mix(colour, paper, 0.12))
    inner = radius * 0.93
    ring = (middle[0] - inner, middle[1] - inner, middle[0] + inner, middle[1] + inner)
    draw.ellipse(ring, outline=lighter(colour, 0.6), width=max(round(side * 0.004), 2))
    return over.reduce(2)


def _sunburst(palette: list[Colour], size: tuple[int, int], random: Random) -> Image.Image:
    """A soft backdrop: light behind the subject, a ground to stand on."""
    top, low = lighter(palette[1], 0.45), lighter(palette[0], 0.2)
    sheet = brushes.gradient(size, [mix(top, palette[2], 0.12), top, low])
    side = min(size)
    disc = Image.new("L", (size[0] * 2, size[1] * 2))
    radius = side * 0.74
    centre = (size[0] * random.uniform(0.94, 1.06), size[1] * 0.92)
    box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    ImageDraw.Draw(disc).ellipse(box, fill=255)
    sheet.paste(lighter(palette[3], 0.3), mask=disc.reduce(2))
    floor = Image.new("L", (size[0] * 2, size[1] * 2))
    hill = (-size[0] * 0.5, size[1] * 1.56, size[0] * 2.5, size[1] * 3.4)
    ImageDraw.Draw(floor).ellipse(hill, fill=255)
    sheet.paste(mix(palette[2], palette[1], 0.35), mask=floor.reduce(2))
    return sheet


def coloured(
    drawing: Drawing, brief: Brief, palette: list[Colour], random: Random, *, painted: bool = False
) -> tuple[Image.Image, Image.Image]:
    """The figure in colour and its mask, both at the drawings' working side."""
    coat = _coat(drawing, brief, palette)
    side = drawings.WORKING_SIDE
    figure = Image.new("RGB", (side, side), coat[0])
    for place, mask in enumerate(drawings.area_masks(drawing)):
        figure.paste(coat[min(place, 2) if place < 3 else 1 + place % 2], mask=mask)
    light = brushes.radial((side, side), (side * 0.36, side * 0.26), side * 0.62)
    shaded = Image.composite(figure, figure.point([round(v * 0.8) for v in range(256)] * 3), light)
    lines = drawings.ink(drawing.file)
    dark = darker(coat[0], 0.78)
    shaded.paste(dark, mask=ImageOps.invert(drawings.weighted(lines, -1 if painted else 0)))
    return shaded, drawings.silhouette(drawing)


def _coat(drawing: Drawing, brief: Brief, palette: list[Colour]) -> list[Colour]:
    """Three colours: those that the words name, else the animal's own, else the palette's."""
    own = [rgb(colour) for colour in COATS.get(drawing.file, ())]
    usual = own or [palette[1], lighter(palette[3], 0.2), palette[2]]
    named = [] if _is_outdoors(brief) and own else named_colours(brief)
    return (named + usual[len(named) :])[:3] if len(named) < 3 else named[:3]


def _placed(
    ground: Image.Image, figure: Image.Image, mask: Image.Image, *, outdoors: bool
) -> Image.Image:
    """The figure in front, with the shadow that it casts."""
    bounds = mask.getbbox() or (0, 0, *mask.size)
    figure, mask = figure.crop(bounds), mask.crop(bounds)
    share = 0.56 if outdoors else 0.58
    scale = min(ground.width * 0.74 / figure.width, ground.height * share / figure.height)
    size = (round(figure.width * scale), round(figure.height * scale))
    figure = figure.resize(size, Image.Resampling.LANCZOS)
    mask = mask.resize(size, Image.Resampling.LANCZOS)
    x = (ground.width - size[0]) // 2
    y = round(ground.height * 0.9) - size[1] if outdoors else (ground.height - size[1]) // 2
    foot = y + size[1]
    box = (x + size[0] * 0.08, foot - size[1] * 0.05, x + size[0] * 0.94, foot + size[1] * 0.05)
    ground = brushes.shadow(ground, box, blur=size[1] * 0.03, strength=0.34)
    ground.paste(figure, (x, y), mask)
    return ground
