"""Made-up portraits: a calm, faceless figure in flat planes and soft light."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.simulator import brushes
from studio.simulator.colours import Colour, darker, lighter, mix, palette_for, rgb
from studio.simulator.words import Brief

OVER = 2
PORTRAIT = ("portrait", "headshot", "selfie", "avatar")
PEOPLE = (
    "woman", "man", "girl", "boy", "person", "people", "lady", "gentleman", "child", "model",
    "chef", "doctor", "teacher", "ceo", "founder", "musician", "dancer", "grandmother", "bride",
    "father", "mother", "teenager", "face", "king", "queen", "athlete", "farmer", "artist",
)  # fmt: skip
SKINS = ("#f0c8a8", "#dca680", "#b97f5a", "#8d5a3d", "#643d2a")
HAIRS = ("#2a2024", "#4a3026", "#7b4a2b", "#b98446", "#8f8a88")
LONG = ("woman", "girl", "lady", "bride", "queen", "grandmother", "mother")


def paint(brief: Brief, size: tuple[int, int], random: Random) -> Image.Image:
    """Shoulders, neck, head and hair before a disc of light, in the palette of the words."""
    palette = palette_for(brief, random)
    skin, hair = rgb(random.choice(SKINS)), rgb(random.choice(HAIRS))
    unit = min(size[0] * 0.95, size[1])
    centre = (size[0] * random.uniform(0.47, 0.53), size[1] * 0.43)
    scene = _backdrop(size, palette, centre, unit)
    long = brief.has(*LONG) or (not brief.has("man", "boy") and random.random() < 0.5)
    if long:
        scene = _plane(scene, _long_hair(centre, unit), darker(hair, 0.12))
    scene = _plane(scene, _shoulders(centre, unit, size[1]), palette[2])
    scene = _plane(scene, _neck(centre, unit), darker(skin, 0.2))
    scene = _plane(scene, _collar(centre, unit), lighter(palette[2], 0.22), cast=False)
    scene = _head(scene, centre, unit, skin)
    scene = _cap(scene, centre, unit, hair, random)
    return brushes.vignette(_sunlit(scene), 0.3)


def _backdrop(
    size: tuple[int, int], palette: list[Colour], centre: tuple[float, float], unit: float
) -> Image.Image:
    wall = mix(palette[1], palette[0], 0.35)
    scene = brushes.gradient(size, [lighter(wall, 0.12), wall, darker(wall, 0.16)])
    disc = _mask(size)
    radius = unit * 0.36
    _ellipse(disc, (centre[0] + unit * 0.06, centre[1] - unit * 0.02), radius, radius)
    scene.paste(lighter(palette[3], 0.25), mask=disc.reduce(OVER))
    return scene


def _mask(size: tuple[int, int]) -> Image.Image:
    return Image.new("L", (size[0] * OVER, size[1] * OVER))


def _ellipse(mask: Image.Image, at: tuple[float, float], wide: float, tall: float) -> None:
    x, y, wide, tall = at[0] * OVER, at[1] * OVER, wide * OVER, tall * OVER
    ImageDraw.Draw(mask).ellipse((x - wide, y - tall, x + wide, y + tall), fill=255)


Shapes = list[tuple[tuple[float, float], float, float]]


def _shoulders(centre: tuple[float, float], unit: float, height: float) -> Shapes:
    x, y = centre
    low = max(height - y, unit * 0.5)
    return [
        ((x, y + low + unit * 0.1), unit * 0.36, low - unit * 0.14),
        ((x, y + unit * 0.5), unit * 0.3, unit * 0.2),
    ]


def _neck(centre: tuple[float, float], unit: float) -> Shapes:
    x, y = centre
    return [((x, y + unit * 0.2), unit * 0.078, unit * 0.16)]


def _collar(centre: tuple[float, float], unit: float) -> Shapes:
    x, y = centre
    return [((x, y + unit * 0.335), unit * 0.1, unit * 0.028)]


def _long_hair(centre: tuple[float, float], unit: float) -> Shapes:
    x, y = centre
    return [
        ((x, y + unit * 0.03), unit * 0.2, unit * 0.24),
        ((x + unit * 0.02, y + unit * 0.2), unit * 0.185, unit * 0.22),
    ]


def _cap(
    scene: Image.Image, centre: tuple[float, float], unit: float, colour: Colour, random: Random
) -> Image.Image:
    """Hair that follows the skull and leaves the face open, parted to one side."""
    x, y = centre
    way = random.choice((-1, 1))
    skull, face = _mask(scene.size), _mask(scene.size)
    _ellipse(skull, (x, y - unit * 0.022), unit * 0.158, unit * 0.192)
    _ellipse(skull, (x - way * unit * 0.04, y - unit * 0.13), unit * 0.13, unit * 0.1)
    _ellipse(face, (x + way * unit * 0.03, y + unit * 0.085), unit * 0.142, unit * 0.2)
    _ellipse(face, (x, y + unit * 0.2), unit * 0.2, unit * 0.16)
    mask = ImageChops.subtract(skull, face).reduce(OVER)
    tone = brushes.gradient(scene.size, [lighter(colour, 0.2), colour, darker(colour, 0.25)])
    scene.paste(tone, mask=mask)
    return scene


def _plane(scene: Image.Image, shapes: Shapes, colour: Colour, *, cast: bool = True) -> Image.Image:
    """One flat plane with a gentle shade, and the shadow that it casts on what is behind."""
    mask = _mask(scene.size)
    for at, wide, tall in shapes:
        _ellipse(mask, at, wide, tall)
    mask = mask.reduce(OVER)
    unit = min(scene.size)
    if cast:
        soft = ImageChops.offset(mask, round(unit * 0.012), round(unit * 0.016))
        soft = soft.filter(ImageFilter.BoxBlur(unit / 70)).point(
            [v * 84 // 255 for v in range(256)]
        )
        scene = Image.composite(Image.new("RGB", scene.size, (30, 18, 30)), scene, soft)
    tone = brushes.gradient(
        scene.size, [lighter(colour, 0.12), colour, darker(colour, 0.2)], across=True
    )
    scene.paste(tone, mask=mask)
    return scene


def _head(
    scene: Image.Image, centre: tuple[float, float], unit: float, skin: Colour
) -> Image.Image:
    """An oval with a warm and a shaded half; no features, as in a fashion plate."""
    x, y = centre
    scene = _plane(scene, [((x, y), unit * 0.142, unit * 0.182)], skin)
    mask = _mask(scene.size)
    _ellipse(mask, (x, y), unit * 0.142, unit * 0.182)
    half = Image.new("L", mask.size)
    _ellipse(half, (x + unit * 0.11, y + unit * 0.03), unit * 0.13, unit * 0.21)
    shade = ImageChops.multiply(mask, half).reduce(OVER)
    shade = shade.filter(ImageFilter.BoxBlur(unit / 160)).point([v * 90 // 255 for v in range(256)])
    scene.paste(darker(skin, 0.35), mask=shade)
    cheek = brushes.radial(scene.size, (x - unit * 0.06, y + unit * 0.05), unit * 0.06)
    scene.paste((224, 120, 104), mask=cheek.point([v * 60 // 255 for v in range(256)]))
    return scene


def _sunlit(scene: Image.Image) -> Image.Image:
    light = brushes.radial(scene.size, (scene.width * 0.2, scene.height * 0.15), max(scene.size))
    sun = ImageChops.screen(scene, Image.new("RGB", scene.size, (46, 34, 18)))
    return Image.composite(sun, scene, light)
