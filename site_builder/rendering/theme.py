"""A spec's theme as one stylesheet of custom properties: no page carries a style of its own.

The owner's five colours are kept; every other shade is computed from them so that text reads at
4.5:1 on whatever it stands on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from site_builder import vocabulary
from site_builder.rendering.colours import (
    BLACK,
    READABLE,
    WHITE,
    Colour,
    contrast,
    is_dark,
    mixed,
    on_top,
    parsed,
    readable,
    written,
)

TONES = ("default", "surface", "elevated", "primary", "dark")
HEADINGS = {  # weight, letter spacing, line height
    "serif": ("500", "-0.018em", "1.1"),
    "sans": ("700", "-0.03em", "1.08"),
    "grotesk": ("800", "-0.035em", "1.04"),
    "rounded": ("700", "-0.02em", "1.1"),
    "humanist": ("600", "-0.02em", "1.1"),
    "mono": ("600", "-0.04em", "1.12"),
}
RADII = {  # small things, cards, pictures, buttons
    "none": ("0", "0", "0", "0"),
    "sm": ("3px", "6px", "8px", "4px"),
    "md": ("8px", "14px", "18px", "10px"),
    "lg": ("12px", "22px", "30px", "999px"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """As the spec has it, over its preset, over the default preset."""

    primary: Colour
    accent: Colour
    background: Colour
    surface: Colour
    text: Colour
    heading: str
    body: str
    radius: str


def theme_of(document: Mapping[str, Any]) -> Theme:
    said = document.get("theme") or {}
    presets = vocabulary.book()["theme_presets"]
    preset = presets.get(said.get("preset"), presets[vocabulary.book()["default_preset"]])
    colours = preset["colors"] | (said.get("colors") or {})
    fonts = preset["fonts"] | (said.get("fonts") or {})
    return Theme(
        primary=parsed(colours["primary"]),
        accent=parsed(colours["accent"]),
        background=parsed(colours["background"]),
        surface=parsed(colours["surface"]),
        text=parsed(colours["text"]),
        heading=fonts["heading"],
        body=fonts["body"],
        radius=said.get("radius") or preset["radius"],
    )


def has_low_contrast(document: Mapping[str, Any]) -> bool:
    theme = theme_of(document)
    return contrast(theme.text, theme.background) < 4.5


def stylesheet(document: Mapping[str, Any]) -> str:
    """The rules that make the parts of `assets/css` look like this site."""
    theme = theme_of(document)
    rules = [_rule(":root", _basics(theme) | _tone(theme, "default"))]
    rules += [_rule(f'[data-tone="{tone}"]', _tone(theme, tone)) for tone in TONES]
    return "\n".join(rules) + "\n"


def _basics(theme: Theme) -> dict[str, str]:
    stacks = vocabulary.book()["font_stacks"]
    weight, spacing, leading = HEADINGS.get(theme.heading, HEADINGS["sans"])
    small, card, picture, button = RADII[theme.radius]
    start, end = _depths(theme)
    return {
        "color-scheme": "dark" if is_dark(theme.background) else "light",
        "--font-heading": stacks.get(theme.heading, stacks["sans"]),
        "--font-body": stacks.get(theme.body, stacks["sans"]),
        "--heading-weight": weight,
        "--heading-spacing": spacing,
        "--heading-leading": leading,
        "--radius-s": small,
        "--radius": card,
        "--radius-l": picture,
        "--radius-button": button,
        "--depth-1": written(start),
        "--depth-2": written(end),
        "--panel-1": written(mixed(theme.background, theme.primary, 0.2)),
        "--panel-2": written(mixed(theme.background, theme.accent, 0.3)),
        "--panel-ink": written(mixed(theme.background, theme.primary, 0.62)),
        "--tone-default": written(theme.background),
        "--tone-surface": written(theme.surface),
        "--tone-elevated": written(_elevated(theme)),
        "--tone-primary": written(theme.primary),
        "--tone-dark": written(_deep(theme)),
    } | _hues(theme)


def _hues(theme: Theme) -> dict[str, str]:
    """Six quiet grounds for initials, each with the letters' colour."""
    both = mixed(theme.primary, theme.accent, 0.5)
    strong = (theme.primary, theme.accent, both)
    grounds = [mixed(theme.background, colour, share) for share in (0.24, 0.4) for colour in strong]
    inks = [readable(theme.text, (ground,), towards=on_top(ground)) for ground in grounds]
    found = {f"--hue-{index}": written(ground) for index, ground in enumerate(grounds)}
    return found | {f"--hue-ink-{index}": written(ink) for index, ink in enumerate(inks)}


def _tone(theme: Theme, tone: str) -> dict[str, str]:
    """The colours of one section by what it stands on."""
    ground = {
        "surface": theme.surface,
        "elevated": _elevated(theme),
        "primary": theme.primary,
        "dark": _deep(theme),
    }.get(tone, theme.background)
    if tone in {"primary", "dark"}:
        return _inverted(theme, ground, is_primary=tone == "primary")
    card = theme.background if tone == "surface" else theme.surface
    return _plain(theme, ground, card)


def _plain(theme: Theme, ground: Colour, card: Colour) -> dict[str, str]:
    on = (ground, card)
    tint = mixed(theme.background, mixed(theme.primary, theme.accent, 0.3), 0.13)
    muted = readable(mixed(theme.text, ground, 0.34), on, towards=theme.text, least=5)
    return {
        "--ground": written(ground),
        "--card": written(card),
        "--ink": written(theme.text),
        "--muted": written(muted),
        "--line": written(mixed(ground, theme.text, 0.14)),
        "--edge": written(
            readable(mixed(ground, theme.text, 0.4), on, towards=theme.text, least=3)
        ),
        "--link": written(readable(theme.primary, on, towards=theme.text, least=4.6)),
        "--mark": written(readable(theme.accent, on, towards=theme.text, least=4.6)),
        "--tint": written(tint),
        "--on-tint": written(readable(theme.primary, (tint,), towards=theme.text)),
    } | _fill(theme.primary, ground, towards=theme.text)


def _inverted(theme: Theme, ground: Colour, *, is_primary: bool) -> dict[str, str]:
    ink = on_top(ground)
    away = BLACK if ink == WHITE else WHITE  # what stands on the ground only gains contrast
    card = mixed(ground, away, 0.1)
    on = (ground, card)
    soft = readable(mixed(ink, ground, 0.2), on, towards=ink)
    return {
        "--ground": written(ground),
        "--card": written(card),
        "--ink": written(ink),
        "--muted": written(soft),
        "--line": written(mixed(ground, ink, 0.22)),
        "--edge": written(readable(mixed(ground, ink, 0.5), on, towards=ink, least=3)),
        "--link": written(readable(ink, on, towards=ink)),
        "--mark": written(readable(mixed(ink, theme.accent, 0.35), on, towards=ink)),
        "--tint": written(mixed(ground, away, 0.18)),
        "--on-tint": written(ink),
    } | _fill(ink if is_primary else theme.primary, ground, towards=ink)


def _fill(colour: Colour, ground: Colour, *, towards: Colour) -> dict[str, str]:
    """A button's ground, seen on the section's and readable; pointed at, it gains contrast."""
    shades = (mixed(colour, towards, step / 24) for step in range(25))
    fill = next(
        (
            shade
            for shade in shades
            if contrast(shade, ground) >= 3 and contrast(on_top(shade), shade) >= READABLE
        ),
        towards,
    )
    words = on_top(fill)
    return {
        "--fill": written(fill),
        "--on-fill": written(words),
        "--fill-hover": written(mixed(fill, BLACK if words == WHITE else WHITE, 0.16)),
    }


def _elevated(theme: Theme) -> Colour:
    return mixed(theme.background, theme.primary, 0.07)


def _deep(theme: Theme) -> Colour:
    """The dark ground: the text's colour on a light site, below the background on a dark one."""
    if is_dark(theme.background):
        return mixed(theme.background, BLACK, 0.45)
    return readable(mixed(theme.text, theme.primary, 0.12), (WHITE,), towards=BLACK, least=10)


def _depths(theme: Theme) -> tuple[Colour, Colour]:
    """Both ends of the gradient that white text stands on."""
    start = readable(theme.primary, (WHITE,), towards=BLACK, least=6.5)
    end = readable(mixed(theme.accent, theme.primary, 0.35), (WHITE,), towards=BLACK, least=6.5)
    return start, mixed(end, BLACK, 0.12)


def _rule(selector: str, properties: Mapping[str, str]) -> str:
    return f"{selector}{{" + ";".join(f"{k}:{v}" for k, v in properties.items()) + "}"
