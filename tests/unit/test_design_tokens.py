"""The colours of `tokens.css` keep their contrast in both themes (WCAG 2.2 AA)."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from config.env import BASE_DIR

CSS = BASE_DIR / "static" / "css"
TOKENS = dict(re.findall(r"^\s*--([\w-]+):\s*([^;]+);", (CSS / "tokens.css").read_text(), re.M))
COLOUR = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)|var\(--([\w-]+)\)")

THEMES = ["light", "dark"]
WALLS = ["canvas", "surface", "raised", "sunken", "hover", "press", "stage"]
STATUSES = ["leaf", "warn", "danger"]
TEXT = [
    *((ink, wall) for ink in ("ink", "ink-2") for wall in WALLS),
    *(("ink-3", wall) for wall in ("canvas", "surface", "raised", "sunken")),
    *((status, wall) for status in STATUSES for wall in ("surface", "sunken", f"{status}-wash")),
    *(("on-banana", fill) for fill in ("banana", "banana-hover", "banana-press")),
    ("ink", "banana-wash"),
    ("on-ink", "ink"),
    ("on-image", "danger-fill"),
]
EDGES = [
    *(("control", wall) for wall in ("surface", "raised", "canvas")),
    *(("focus-out", wall) for wall in WALLS),
    ("focus-in", "focus-out"),
]
RATIOS = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"]
RATIOS += ["1:4", "4:1", "1:8", "8:1"]


def oklch_of(token: str, theme: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue in degrees, through light-dark() and var()."""
    value = TOKENS[token]
    colours = list(COLOUR.finditer(value))
    colour = colours[THEMES.index(theme)] if value.startswith("light-dark") else colours[0]
    if colour[4]:
        return oklch_of(colour[4], theme)
    return float(colour[1]), float(colour[2]), float(colour[3])


def luminance(token: str, theme: str) -> float:
    """Relative luminance, 0 to 1.  The matrices are those of Ottosson's OKLab (2020)."""
    lightness, chroma, hue = oklch_of(token, theme)
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    in_gamut = [min(max(channel, 0.0), 1.0) for channel in (red, green, blue)]
    return 0.2126 * in_gamut[0] + 0.7152 * in_gamut[1] + 0.0722 * in_gamut[2]


def contrast(first: str, second: str, theme: str) -> float:
    darker, lighter = sorted((luminance(first, theme), luminance(second, theme)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "wall"), TEXT)
def test_text_is_readable_on_its_wall(text: str, wall: str, theme: str) -> None:
    assert contrast(text, wall, theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "wall"), EDGES)
def test_edge_is_seen_on_its_wall(edge: str, wall: str, theme: str) -> None:
    assert contrast(edge, wall, theme) >= 3


def test_contrast_of_ink_and_white_is_known() -> None:
    """Against what Chromium draws: oklch(0.42 0.008 95) is #4e4d48 there, 8.47:1 on white."""
    assert contrast("ink-2", "raised", "light") == pytest.approx(8.47, abs=0.1)


@pytest.mark.parametrize("ratio", RATIOS)
def test_ratio_has_its_number(ratio: str) -> None:
    width, height = ratio.split(":")
    rule = re.search(
        rf'\[data-ar="{ratio}"\] {{ --ar: ([\d.]+); }}', (CSS / "tokens.css").read_text()
    )
    assert rule and float(rule[1]) == pytest.approx(int(width) / int(height), abs=0.0001)


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_raw_colours_stand_in_the_tokens_only(path: Path) -> None:
    raw = re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(", path.read_text())
    assert not raw or path == CSS / "tokens.css"
