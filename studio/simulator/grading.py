"""Light, mood and colour of a whole picture, by words."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageFilter

from studio.simulator import brushes
from studio.simulator.colours import Colour
from studio.simulator.words import Brief

LUT_SIDE = 13


@dataclass(frozen=True)
class Look:
    """A grade; every field is 0 for none, about 1 for strong, and looks add up."""

    exposure: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    warmth: float = 0.0
    magenta: float = 0.0
    fade: float = 0.0
    sepia: float = 0.0
    vignette: float = 0.0
    haze: float = 0.0
    glow: float = 0.0

    def __add__(self, other: Look) -> Look:
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return Look(**sums)

    def stronger(self, factor: float) -> Look:
        """The same look with its colour pushed: whoever asks for an edit wants to see it."""
        return replace(
            self,
            warmth=self.warmth * factor,
            magenta=self.magenta * factor,
            glow=self.glow * factor,
        )

    @property
    def is_plain(self) -> bool:
        return self == Look()


NIGHT = Look(exposure=-0.95, contrast=0.4, saturation=0.05, warmth=-1.15, vignette=0.6)
GOLDEN = Look(saturation=0.16, warmth=0.9, magenta=0.22, glow=0.5)
DUSK = Look(exposure=-0.3, saturation=0.08, warmth=-0.08, magenta=0.5, contrast=0.06, vignette=0.3)
FOG = Look(haze=0.75, saturation=-0.35, contrast=-0.2, warmth=-0.1)
WARM = Look(warmth=0.6, saturation=0.06)
COOL = Look(warmth=-0.55, saturation=-0.03)
DARK = Look(exposure=-0.5, contrast=0.1, vignette=0.6)
BRIGHT = Look(exposure=0.4, contrast=-0.05, glow=0.25)
MONO = Look(saturation=-1.0, contrast=0.12)
VIVID = Look(saturation=0.5, contrast=0.14)
PASTEL = Look(exposure=0.22, saturation=-0.28, fade=0.5, contrast=-0.12)
VINTAGE = Look(fade=0.55, saturation=-0.22, warmth=0.38, vignette=0.5, magenta=0.08)
MOODY = Look(exposure=-0.3, contrast=0.22, saturation=-0.2, warmth=-0.15, vignette=0.6)
CINEMATIC = Look(contrast=0.2, saturation=-0.06, warmth=0.1, vignette=0.5, exposure=-0.08)

LOOKS: dict[Look, tuple[str, ...]] = {
    NIGHT: ("night", "midnight", "moonlight", "moonlit", "nocturnal"),
    GOLDEN: ("golden hour", "sunset", "sunrise", "golden light", "evening sun"),
    DUSK: ("dusk", "twilight", "blue hour"),
    FOG: ("fog", "foggy", "mist", "misty", "haze", "hazy"),
    WARM: ("warm", "warmer", "autumn", "autumnal", "cozy", "cosy", "candlelit"),
    COOL: ("cool", "cooler", "cold", "colder", "icy", "winter", "wintry", "frosty"),
    DARK: ("dark", "darker", "low-key", "dim", "gloomy"),
    BRIGHT: ("bright", "brighter", "airy", "high-key", "lighter", "sunny", "luminous"),
    MONO: ("black and white", "black-and-white", "monochrome", "greyscale", "grayscale", "b&w"),
    MONO + Look(contrast=0.3, exposure=-0.2, vignette=0.8): ("noir",),
    VIVID: ("vivid", "vibrant", "saturated", "colourful", "colorful", "punchy", "neon"),
    PASTEL: ("pastel", "soft colours", "soft colors", "muted", "faded", "desaturated"),
    VINTAGE: ("vintage", "retro", "film look", "analog", "polaroid", "nostalgic", "1970s"),
    Look(saturation=-1.0, sepia=0.9, fade=0.2, vignette=0.4): ("sepia",),
    MOODY: ("moody", "dramatic", "stormy", "overcast", "rainy", "sombre", "melancholic"),
    CINEMATIC: ("cinematic", "film still", "movie", "anamorphic"),
    Look(contrast=0.3): ("more contrast", "contrasty", "high contrast"),
    Look(contrast=-0.3): ("less contrast", "low contrast"),
    Look(glow=0.8, fade=0.15): ("dreamy", "ethereal", "glow", "glowing", "magical"),
    Look(vignette=1.0): ("vignette",),
}
# A picture that was taken in this light is not graded towards it once more.
ALREADY = {"night": NIGHT, "golden": GOLDEN, "dusk": DUSK}


def read_look(brief: Brief, light: str = "") -> Look:
    """The sum of what the words ask for; `light` is the light that the scene has already."""
    chosen = [look for look, words in LOOKS.items() if brief.has(*words)]
    wanted = [look for look in chosen if ALREADY.get(light) != look]
    total = sum(wanted, Look())
    return replace(
        total,
        exposure=min(max(total.exposure, -1.1), 0.7),
        saturation=min(max(total.saturation, -1.0), 0.8),
    )


def wanted_light(brief: Brief) -> str:
    """The light that the words name: night, golden, dusk, or nothing."""
    return next((light for light, look in ALREADY.items() if brief.has(*LOOKS[look])), "")


def jitter(random: Random) -> Look:
    """A trace of difference, so that two calls are two pictures."""
    return Look(
        exposure=random.uniform(-0.07, 0.07),
        contrast=random.uniform(-0.04, 0.07),
        saturation=random.uniform(-0.07, 0.1),
        warmth=random.uniform(-0.13, 0.13),
        magenta=random.uniform(-0.05, 0.05),
    )


def apply(image: Image.Image, look: Look) -> Image.Image:
    """The graded copy of an RGB picture."""
    if look.is_plain:
        return image
    graded = image.filter(_table(replace(look, vignette=0.0, haze=0.0, glow=0.0)))
    if look.glow > 0:
        graded = _glowing(graded, look.glow)
    if look.haze > 0:
        graded = _hazy(graded, look.haze)
    if look.vignette > 0:
        graded = brushes.vignette(graded, min(look.vignette, 1.0))
    return graded


def tinted(image: Image.Image, colour: Colour, share: float) -> Image.Image:
    """The picture bathed in one colour, its lights and darks kept."""
    wash = Image.new("RGB", image.size, colour)
    return Image.blend(image, ImageChops.soft_light(image, wash), share)


@lru_cache(maxsize=64)
def _table(look: Look) -> ImageFilter.Color3DLUT:
    def shade(red: float, green: float, blue: float) -> tuple[float, float, float]:
        return _shade(look, red, green, blue)

    return ImageFilter.Color3DLUT.generate(LUT_SIDE, shade)


def _shade(look: Look, red: float, green: float, blue: float) -> tuple[float, float, float]:
    """One colour, 0 to 1 each, through the grade."""
    gain = 2.0 ** (look.exposure * 1.25)
    balance = (1 + 0.16 * look.warmth, 1 - 0.1 * look.magenta, 1 - 0.2 * look.warmth)
    lit = [
        _rolled_off(channel * gain * share)
        for channel, share in zip((red, green, blue), balance, strict=True)
    ]
    luma = 0.299 * lit[0] + 0.587 * lit[1] + 0.114 * lit[2]
    toned = [luma + (channel - luma) * (1 + look.saturation) for channel in lit]
    browned = [
        channel + look.sepia * shift * luma
        for channel, shift in zip(toned, (0.14, 0.02, -0.16), strict=True)
    ]
    curved = [_curve(channel, look.contrast) for channel in browned]
    one, two, three = (_faded(channel, look.fade) for channel in curved)
    return one, two, three


def _rolled_off(value: float) -> float:
    """Highlights bend instead of clipping."""
    return value if value < 0.8 else 0.8 + 0.2 * (1 - 2 ** (-(value - 0.8) / 0.14))


def _curve(value: float, contrast: float) -> float:
    value = min(max(value, 0.0), 1.0)
    smooth = value * value * (3 - 2 * value)
    return value + (smooth - value) * contrast * 2


def _faded(value: float, fade: float) -> float:
    return value * (1 - 0.2 * fade) + 0.13 * fade


def _glowing(image: Image.Image, strength: float) -> Image.Image:
    blurred = image.filter(ImageFilter.GaussianBlur(max(image.size) / 60))
    return Image.blend(image, ImageChops.screen(image, blurred), min(0.28 * strength, 0.6))


def _hazy(image: Image.Image, strength: float) -> Image.Image:
    """Fog that is thicker towards the horizon and thin at the lower edge."""
    mean = brushes.mean_colour(image)
    air = Image.new("RGB", image.size, tuple(round(channel * 0.25 + 170) for channel in mean))
    depth = brushes.vertical_mask(image.size, (0.7, 0.95, 0.55, 0.15))
    return Image.composite(air, image, depth.point(lambda value: value * min(strength, 1.0) * 0.8))
