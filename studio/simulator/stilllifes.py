"""Made-up still lifes: plinths, vessels, balls and an arch in window light."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.simulator import brushes
from studio.simulator.colours import Colour, darker, lighter, mix, palette_for
from studio.simulator.words import Brief

OVER = 2
# Half widths of a vessel from the mouth to the foot, as shares of its height.
PROFILES = (
    (0.10, 0.09, 0.09, 0.12, 0.22, 0.3, 0.33, 0.32, 0.27, 0.19),
    (0.07, 0.06, 0.06, 0.07, 0.14, 0.2, 0.21, 0.21, 0.21, 0.2),
    (0.2, 0.18, 0.17, 0.2, 0.26, 0.31, 0.33, 0.31, 0.26, 0.2),
    (0.05, 0.05, 0.05, 0.06, 0.1, 0.15, 0.17, 0.17, 0.15, 0.12),
)


def paint(brief: Brief, size: tuple[int, int], random: Random) -> Image.Image:
    """Shapes in the palette of the words, for a subject that nothing in the library shows."""
    palette = palette_for(brief, random)
    floor = size[1] * random.uniform(0.64, 0.7)
    scene = _room(size, palette, floor)
    scene = _arch(scene, palette, floor, random)
    scene = _window_light(scene, random)
    unit = min(size[0], size[1] * 1.25)
    middle = size[0] / 2 + unit * random.uniform(-0.03, 0.03)
    scene = _plinth(scene, (middle, floor + unit * 0.1), unit * 0.2, unit * 0.13, palette[0])
    scene = _vessel(
        scene, (middle, floor + unit * 0.005), unit * random.uniform(0.3, 0.36), palette[2], random
    )
    return _company(scene, (middle, floor + unit * 0.13), unit, palette, random)


def _room(size: tuple[int, int], palette: list[Colour], floor: float) -> Image.Image:
    """Wall and floor that run into each other, as in a studio."""
    wall, ground = mix(palette[0], palette[1], 0.42), mix(palette[0], palette[1], 0.2)
    scene = brushes.gradient(size, [darker(wall, 0.12), wall, lighter(wall, 0.14)])
    below = brushes.gradient(size, [ground, ground, lighter(ground, 0.2), darker(ground, 0.1)])
    mask = Image.new("L", size)
    mask.paste(255, (0, round(floor), *size))
    return Image.composite(below, scene, mask.filter(ImageFilter.BoxBlur(size[1] / 42)))


def _arch(scene: Image.Image, palette: list[Colour], floor: float, random: Random) -> Image.Image:
    unit = min(scene.size)
    x = scene.width / 2 + unit * random.choice((-0.2, 0.2, 0.16, -0.14))
    half, top = unit * 0.23, floor - unit * 0.54
    mask = Image.new("L", (scene.width * OVER, scene.height * OVER))
    draw = ImageDraw.Draw(mask)
    box = [(x - half) * OVER, top * OVER, (x + half) * OVER, (floor + unit * 0.015) * OVER]
    draw.rounded_rectangle(box, half * OVER, fill=255, corners=(True, True, False, False))
    mask = mask.reduce(OVER)
    cast = ImageChops.offset(mask, round(unit * 0.02), round(unit * 0.012))
    cast = cast.filter(ImageFilter.BoxBlur(unit / 60)).point([v * 70 // 255 for v in range(256)])
    scene = Image.composite(Image.new("RGB", scene.size, (30, 20, 26)), scene, cast)
    tone = mix(palette[1], palette[0], 0.25)
    face = brushes.gradient(scene.size, [lighter(tone, 0.16), tone, darker(tone, 0.1)])
    scene.paste(face, mask=mask)
    return scene


def _window_light(scene: Image.Image, random: Random) -> Image.Image:
    """Slanting panes of sun across wall and floor."""
    width, height = scene.size
    mask = Image.new("L", scene.size)
    draw = ImageDraw.Draw(mask)
    left, slant = width * random.uniform(0.02, 0.3), width * 0.2
    for pane in range(3):
        start = left + pane * width * 0.17
        outline = [
            (start, 0), (start + width * 0.145, 0),
            (start + width * 0.145 + slant * 2, height), (start + slant * 2, height),
        ]  # fmt: skip
        draw.polygon(outline, fill=92)
    mask = mask.filter(ImageFilter.BoxBlur(width / 90)).filter(ImageFilter.BoxBlur(width / 90))
    sun = ImageChops.soft_light(scene, Image.new("RGB", scene.size, (255, 246, 222)))
    sun = ImageChops.screen(sun, Image.new("RGB", scene.size, (36, 28, 14)))
    return Image.composite(sun, scene, mask.point([min(v * 2, 255) for v in range(256)]))


def _plinth(
    scene: Image.Image, foot: tuple[float, float], half: float, height: float, colour: Colour
) -> Image.Image:
    """A low cylinder, lit from the left."""
    x, y = foot
    flat = half * 0.2
    ground = (x - half * 1.0, y - flat * 0.9, x + half * 1.5, y + flat * 1.5)
    scene = brushes.shadow(scene, ground, blur=half * 0.09, strength=0.42)
    body = Image.new("L", (scene.width * OVER, scene.height * OVER))
    draw = ImageDraw.Draw(body)
    draw.rectangle(_over(x - half, y - height, x + half, y), fill=255)
    draw.ellipse(_over(x - half, y - flat, x + half, y + flat), fill=255)
    brushes.paint_shape(scene, body.reduce(OVER), colour)
    lid = Image.new("L", body.size)
    top = _over(x - half, y - height - flat, x + half, y - height + flat)
    ImageDraw.Draw(lid).ellipse(top, fill=255)
    scene.paste(lighter(colour, 0.35), mask=lid.reduce(OVER))
    return scene


def _over(*box: float) -> tuple[float, ...]:
    return tuple(value * OVER for value in box)


def _vessel(
    scene: Image.Image, foot: tuple[float, float], height: float, colour: Colour, random: Random
) -> Image.Image:
    """A turned vase or bottle that stands at `foot`."""
    x, y = foot
    profile = random.choice(PROFILES)
    base = profile[-1] * height
    ground = (x - base, y - base * 0.22, x + base * 1.9, y + base * 0.3)
    scene = brushes.shadow(scene, ground, blur=height * 0.02, strength=0.5)
    mask = Image.new("L", (scene.width * OVER, scene.height * OVER))
    draw = ImageDraw.Draw(mask)
    draw.polygon(_outline(profile, x * OVER, y * OVER, height * OVER), fill=255)
    flat = base * 0.2
    draw.ellipse(_over(x - base, y - flat, x + base, y + flat), fill=255)
    brushes.paint_shape(scene, mask.reduce(OVER), colour)
    mouth = profile[0] * height
    box = _over(x - mouth, y - height - mouth * 0.25, x + mouth, y - height + mouth * 0.25)
    rim = Image.new("L", mask.size)
    ImageDraw.Draw(rim).ellipse(box, fill=255)
    scene.paste(darker(colour, 0.6), mask=rim.reduce(OVER))
    return scene


def _outline(
    profile: tuple[float, ...], x: float, foot: float, height: float
) -> list[tuple[float, float]]:
    """Both sides of a turned body, from its mouth down and up again."""
    steps = 60
    right = []
    for step in range(steps + 1):
        half = _smooth(profile, step / steps * (len(profile) - 1))
        right.append((half * height, foot - height * (1 - step / steps)))
    return [(x + half, y) for half, y in right] + [(x - half, y) for half, y in reversed(right)]


def _smooth(profile: tuple[float, ...], place: float) -> float:
    """The profile between its points, as a curve without kinks (Catmull-Rom)."""
    index = min(int(place), len(profile) - 2)
    t = place - index
    before, here = profile[max(index - 1, 0)], profile[index]
    there, after = profile[index + 1], profile[min(index + 2, len(profile) - 1)]
    bend = 2 * before - 5 * here + 4 * there - after
    twist = 3 * here - before - 3 * there + after
    return (2 * here + (there - before) * t + bend * t**2 + twist * t**3) / 2


def _company(
    scene: Image.Image,
    foot: tuple[float, float],
    unit: float,
    palette: list[Colour],
    random: Random,
) -> Image.Image:
    """A second vessel and two or three balls, grouped off the middle."""
    x, y = foot
    way = random.choice((-1, 1))
    scene = _vessel(scene, (x + way * unit * 0.29, y), unit * 0.22, palette[3], random)
    radius = unit * random.uniform(0.045, 0.06)
    scene = brushes.sphere(scene, (x - way * unit * 0.27, y - radius * 0.4), radius, palette[1])
    small = radius * 0.62
    scene = brushes.sphere(
        scene, (x - way * unit * 0.17, y + radius * 0.5), small, lighter(palette[3], 0.15)
    )
    return brushes.vignette(scene, 0.28)
