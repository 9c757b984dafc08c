"""Made-up landscapes: sky, sun or moon, ridges that fade with distance, water, trees, stars."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from studio.simulator import brushes
from studio.simulator.colours import darker, lighter, mix, rgb
from studio.simulator.words import Brief

OVER = 2  # shapes are drawn twice as large and reduced, so that their edges are smooth
WATER = ("sea", "lake", "ocean", "water", "river", "beach", "coast", "island", "boat", "harbour")
STEEP = ("mountain", "peak", "alps", "volcano", "cliff", "canyon", "rock")


@dataclass(frozen=True)
class Hour:
    """Sky from the top down, far and near ground, light of sun or moon."""

    sky: tuple[str, str, str]
    far: str
    near: str
    light: str
    stars: bool = False


HOURS = {
    "night": Hour(("#0b1230", "#1d2b57", "#3d4a7d"), "#36457a", "#0b1126", "#f3ecd2", stars=True),
    "golden": Hour(("#8fa7c4", "#f0b98a", "#fbdcae"), "#c98f78", "#4c2f33", "#fff1cf"),
    "dusk": Hour(("#2d2a5c", "#8a5a8e", "#f0a58c"), "#7b5b89", "#1f1a38", "#ffe2bb"),
    "winter": Hour(("#9fb8d0", "#cfdde8", "#eef2f4"), "#b4c6d6", "#5f7890", "#ffffff"),
    "day": Hour(("#5f9fd0", "#a8cfe6", "#e6f0ee"), "#9dbdc0", "#35603f", "#fffbe6"),
    "desert": Hour(("#7fb2c8", "#e8d5b0", "#f6e2bd"), "#e2b184", "#a45a35", "#fff4d6"),
}
HOUR_WORDS = {
    "night": ("night", "moon", "midnight", "stars", "starry", "dark"),
    "golden": ("sunset", "sunrise", "golden", "warm", "autumn", "evening"),
    "dusk": ("dusk", "twilight", "purple", "violet", "dreamy", "magical"),
    "winter": ("snow", "winter", "ice", "arctic", "cold", "frozen"),
    "desert": ("desert", "dune", "canyon", "sand", "savanna"),
}


def paint(
    brief: Brief, size: tuple[int, int], random: Random, *, flat: bool = False
) -> Image.Image:
    """A landscape in the light of the words; `flat` leaves out what belongs to a photograph."""
    hour = _hour(brief, random)
    horizon = size[1] * random.uniform(0.5, 0.58)
    sky = brushes.gradient(size, [rgb(colour) for colour in hour.sky])
    if hour.stars:
        _stars(sky, horizon, random)
    place = (size[0] * random.uniform(0.2, 0.8), horizon * random.uniform(0.35, 0.75))
    scene = _sun(sky, place, min(size) * (0.055 if hour.stars else 0.07), hour)
    if not hour.stars:
        scene = _clouds(scene, horizon, hour, random)
    scene = _ridges(scene, horizon, hour, random, steep=brief.has(*STEEP))
    if brief.has(*WATER) and not flat:
        return _mirrored(scene, round(size[1] * 0.68), hour)
    return _foreground(scene, hour, random, flat=flat)


def _hour(brief: Brief, random: Random) -> Hour:
    for name, words in HOUR_WORDS.items():
        if brief.has(*words):
            return HOURS[name]
    return HOURS[random.choice(("day", "day", "golden", "dusk"))]


def _stars(sky: Image.Image, horizon: float, random: Random) -> None:
    draw = ImageDraw.Draw(sky)
    unit = max(sky.width / 1200, 0.5)
    for _ in range(260):
        x, y = random.uniform(0, sky.width), random.uniform(0, horizon)
        shine = random.uniform(0.3, 1.0) * (1 - 0.6 * y / horizon)
        radius = unit * random.choice((0.5, 0.7, 1.2))
        colour = mix((30, 42, 90), (255, 250, 235), shine)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _sun(sky: Image.Image, at: tuple[float, float], radius: float, hour: Hour) -> Image.Image:
    light = rgb(hour.light)
    sky = brushes.glow(sky, at, radius * 8, darker(light, 0.55 if hour.stars else 0.4))
    disc = Image.new("L", (sky.width * OVER, sky.height * OVER))
    x, y, wide = at[0] * OVER, at[1] * OVER, radius * OVER
    ImageDraw.Draw(disc).ellipse((x - wide, y - wide, x + wide, y + wide), fill=255)
    sky.paste(light, mask=disc.reduce(OVER))
    return sky


def _clouds(sky: Image.Image, horizon: float, hour: Hour, random: Random) -> Image.Image:
    """Long, torn streaks."""
    broad = brushes.mottle((sky.width // 2, sky.height), max(sky.height // 12, 4), 52)
    fine = brushes.mottle((sky.width // 2, sky.height), max(sky.height // 40, 3), 40)
    cover = ImageChops.add(broad, fine, 2).resize(sky.size)
    cover = cover.point([min(max((value - 142) * 5, 0), 130) for value in range(256)])
    height = brushes.vertical_mask(sky.size, (0.5, 0.9, 0.35, 0, 0))
    mask = ImageChops.multiply(cover, height).filter(ImageFilter.GaussianBlur(sky.width / 400))
    white = Image.new("RGB", sky.size, lighter(rgb(hour.sky[2]), 0.5))
    return Image.composite(white, sky, mask)


def _ridges(
    scene: Image.Image, horizon: float, hour: Hour, random: Random, *, steep: bool
) -> Image.Image:
    """Five ranges, each nearer one darker and lower; haze gathers at their feet."""
    far, near = mix(rgb(hour.far), rgb(hour.sky[2]), 0.35), rgb(hour.near)
    count = 5
    for place in range(count):
        share = place / (count - 1)
        base = horizon + (scene.height - horizon) * share * 0.74 - scene.height * 0.04
        rise = scene.height * (0.2 if steep else 0.085) * (1 - share * 0.6)
        mask = _ridge_mask(scene.size, base, rise, random, steep=steep)
        tone = mix(far, near, share**0.85)
        body = brushes.gradient(scene.size, [tone, mix(tone, rgb(hour.sky[2]), 0.22 * (1 - share))])
        scene.paste(body, mask=mask)
    return scene


def _ridge_mask(
    size: tuple[int, int], base: float, rise: float, random: Random, *, steep: bool
) -> Image.Image:
    waves = [
        (random.uniform(0.6, 1.4) * 2**octave, random.uniform(0, math.tau), 0.5**octave)
        for octave in range(5 if steep else 3)
    ]
    outline: list[tuple[float, float]] = [
        (x * OVER, (base - rise * _height(x / size[0], waves, steep=steep)) * OVER)
        for x in range(0, size[0] + 6, 6)
    ]
    sheet = Image.new("L", (size[0] * OVER, size[1] * OVER))
    corners: list[tuple[float, float]] = [(size[0] * OVER, size[1] * OVER), (0, size[1] * OVER)]
    ImageDraw.Draw(sheet).polygon(outline + corners, fill=255)
    return sheet.reduce(OVER)


def _height(x: float, waves: list[tuple[float, float, float]], *, steep: bool) -> float:
    total = 0.0
    for frequency, phase, strength in waves:
        wave = math.sin(x * frequency * math.tau + phase)
        total += (1 - 2 * abs(wave) if steep else wave) * strength
    return total


def _mirrored(scene: Image.Image, shore: int, hour: Hour) -> Image.Image:
    """Still water below the shore: the scene upside down, darker and drawn out."""
    depth = scene.height - shore
    above = scene.crop((0, max(shore - depth, 0), scene.width, shore))
    below = ImageOps.flip(above).resize((scene.width, depth))
    rough = below.filter(ImageFilter.BoxBlur((scene.width / 240, depth / 26)))
    ripples = brushes.mottle((max(scene.width // 8, 2), depth), 3, 26).resize(rough.size)
    rough = ImageChops.overlay(rough, Image.merge("RGB", (ripples,) * 3))
    deep = Image.new("RGB", rough.size, mix(rgb(hour.near), rgb(hour.sky[0]), 0.5))
    shade = brushes.vertical_mask(rough.size, (0.12, 0.3, 0.6))
    scene.paste(Image.composite(deep, rough, shade), (0, shore))
    return scene


def _foreground(scene: Image.Image, hour: Hour, random: Random, *, flat: bool) -> Image.Image:
    """Firs to the sides; in a photograph also a meadow that catches light."""
    sheet = Image.new("L", (scene.width * OVER, scene.height * OVER))
    draw = ImageDraw.Draw(sheet)
    for _ in range(9):
        side = random.choice((random.uniform(-0.02, 0.22), random.uniform(0.78, 1.02)))
        height = scene.height * random.uniform(0.12, 0.3)
        _fir(draw, side * scene.width * OVER, scene.height * 0.97 * OVER, height * OVER, random)
    tone = mix(rgb(hour.near), rgb(hour.far), 0.12) if flat else darker(rgb(hour.near), 0.2)
    scene.paste(tone, mask=sheet.reduce(OVER))
    if flat:
        return scene
    return brushes.vignette(scene, 0.35)


def _fir(draw: ImageDraw.ImageDraw, x: float, foot: float, height: float, random: Random) -> None:
    layers = 6
    for layer in range(layers):
        top = foot - height * (1 - layer / layers * 0.82)
        low = top + height * 0.3
        half = height * (0.05 + 0.035 * layer) * random.uniform(0.9, 1.1)
        draw.polygon([(x, top), (x + half, low), (x - half, low)], fill=255)
    draw.rectangle((x - height * 0.02, foot - height * 0.1, x + height * 0.02, foot), fill=255)
