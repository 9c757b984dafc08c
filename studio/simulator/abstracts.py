"""Made-up abstracts and the sky beyond: paper arcs, drifting colour, planets."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.simulator import brushes
from studio.simulator.colours import Colour, darker, lighter, mix, palette_for
from studio.simulator.words import Brief

OVER = 2
SPACE = ("outer space", "planet", "galaxy", "cosmos", "universe", "nebula", "astronaut", "orbit")
DRIFT = ("gradient", "blur", "mesh", "aura", "smoke", "fluid", "wallpaper", "soft")


def paint(brief: Brief, size: tuple[int, int], random: Random) -> Image.Image:
    palette = palette_for(brief, random)
    if brief.has(*SPACE):
        return space(size, palette, random)
    if brief.has(*DRIFT) or random.random() < 0.3:
        return drift(size, palette, random)
    return arcs(size, palette, random)


def drift(size: tuple[int, int], palette: list[Colour], random: Random) -> Image.Image:
    """Large soft fields of colour that run into each other."""
    sheet = brushes.gradient(size, [palette[0], palette[1], palette[2]])
    reach = max(size)
    for colour in (*palette[1:4], lighter(palette[3], 0.3), palette[0]):
        at = (size[0] * random.random(), size[1] * random.random())
        sheet.paste(colour, mask=brushes.radial(size, at, reach * random.uniform(0.35, 0.6)))
    return sheet.filter(ImageFilter.BoxBlur(reach / 40))


def arcs(size: tuple[int, int], palette: list[Colour], random: Random) -> Image.Image:
    """Cut paper: quarter discs on a grid, each layer with its shadow."""
    columns = random.choice((3, 4))
    cell = size[0] / columns
    rows = round(size[1] / cell) + 1
    sheet = Image.new("RGB", size, palette[0])
    for row in range(rows):
        for column in range(columns):
            if random.random() < 0.86:
                corner = (column * cell, row * cell)
                sheet = _quarter(sheet, corner, cell, random.sample(palette[1:], 2), random)
    fibre = brushes.mottle(size, 3, 9)
    return ImageChops.soft_light(sheet, Image.merge("RGB", (fibre,) * 3))


def _quarter(
    sheet: Image.Image,
    corner: tuple[float, float],
    cell: float,
    colours: list[Colour],
    random: Random,
) -> Image.Image:
    """Two quarter discs, one in the other, in a corner of the cell."""
    side = round(cell)
    tile = Image.new("RGB", (side, side), mix(colours[1], (246, 236, 224), 0.6))
    centre = (random.choice((0, side)), random.choice((0, side)))
    for radius, colour in (
        (0.98, colours[0]),
        (0.62, colours[1]),
        (0.28, lighter(colours[0], 0.4)),
    ):
        mask = Image.new("L", (side * OVER, side * OVER))
        wide = side * radius * OVER
        x, y = centre[0] * OVER, centre[1] * OVER
        ImageDraw.Draw(mask).ellipse((x - wide, y - wide, x + wide, y + wide), fill=255)
        mask = mask.reduce(OVER)
        soft = mask.filter(ImageFilter.BoxBlur(side / 26)).point(
            [v * 80 // 255 for v in range(256)]
        )
        tile = Image.composite(Image.new("RGB", tile.size, (26, 18, 28)), tile, soft)
        tone = brushes.gradient(tile.size, [lighter(colour, 0.08), colour, darker(colour, 0.08)])
        tile.paste(tone, mask=mask)
    sheet.paste(tile, (round(corner[0]), round(corner[1])))
    return sheet


def space(size: tuple[int, int], palette: list[Colour], random: Random) -> Image.Image:
    """A planet with its ring of light in front of a nebula."""
    sheet = brushes.gradient(size, [(8, 9, 24), (20, 18, 48), (9, 10, 26)])
    sheet = _nebula(sheet, palette, random)
    draw = ImageDraw.Draw(sheet)
    for _ in range(420):
        x, y = random.uniform(0, size[0]), random.uniform(0, size[1])
        radius = max(size) / 2400 * random.choice((0.8, 1, 1.2, 2.0))
        shine = mix((60, 64, 110), (255, 250, 240), random.random())
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shine)
    unit = min(size)
    at = (size[0] * random.uniform(0.42, 0.62), size[1] * random.uniform(0.48, 0.6))
    sheet = brushes.glow(sheet, at, unit * 0.46, mix(palette[1], (10, 10, 40), 0.5))
    sheet = _planet(sheet, at, unit * random.uniform(0.24, 0.28), palette, random)
    moon = (at[0] + unit * 0.36, at[1] - unit * 0.28)
    return _planet(sheet, moon, unit * 0.05, [palette[3]] * 5, random)


def _nebula(sheet: Image.Image, palette: list[Colour], random: Random) -> Image.Image:
    for colour in palette[1:4]:
        cloud = _cloud(sheet.size, random)
        light = Image.new("RGB", sheet.size)
        light.paste(darker(colour, 0.25), mask=cloud)
        sheet = ImageChops.screen(sheet, light)
    return sheet


def _cloud(size: tuple[int, int], random: Random) -> Image.Image:
    """Torn vapour: four octaves of unevenness, gathered around one place."""
    cloud = brushes.mottle(size, max(size[0] // 4, 4), 60)
    for octave in range(1, 4):
        finer = brushes.mottle(size, max(size[0] // 4 // 3**octave, 2), 60)
        cloud = Image.blend(cloud, finer, 0.3)
    at = (size[0] * random.uniform(0.1, 0.9), size[1] * random.uniform(0.1, 0.9))
    gathered = ImageChops.multiply(cloud, brushes.radial(size, at, max(size) * 0.55))
    return gathered.point([min(max((value - 30) * 2, 0), 170) for value in range(256)])


def _planet(
    sheet: Image.Image,
    centre: tuple[float, float],
    radius: float,
    palette: list[Colour],
    random: Random,
) -> Image.Image:
    """A banded ball, lit from the upper left, its far side lost in the dark."""
    side = round(radius * 2)
    bands = [mix(random.choice(palette[1:4]), palette[2], 0.4) for _ in range(9)]
    ball = brushes.gradient((side, side), bands).rotate(-18, Image.Resampling.BICUBIC)
    ball = Image.blend(ball, Image.new("RGB", ball.size, palette[1]), 0.3)
    weather = brushes.mottle((side, side * 4), max(side // 8, 2), 34).resize((side, side))
    weather = weather.rotate(-18, Image.Resampling.BICUBIC, fillcolor=128)
    ball = ImageChops.soft_light(ball, Image.merge("RGB", (weather,) * 3))
    lit = brushes.radial((side, side), (side * 0.3, side * 0.28), side * 0.86)
    ball = Image.composite(ball, Image.new("RGB", ball.size, (6, 7, 18)), lit)
    mask = Image.new("L", (side * OVER, side * OVER))
    ImageDraw.Draw(mask).ellipse((1, 1, side * OVER - 2, side * OVER - 2), fill=255)
    corner = (round(centre[0] - radius), round(centre[1] - radius))
    sheet.paste(ball, corner, mask.reduce(OVER))
    return sheet
