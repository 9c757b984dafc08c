"""The files beside the pages: a stylesheet and a script for every site, and what a theme adds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from site_builder import vocabulary
from site_builder.documents import Document
from site_builder.rendering import theme
from site_builder.rendering.colours import on_top, written
from site_builder.rendering.industries import trade_of
from site_builder.rendering.picture import Picture, element_id

FOLDER = Path(__file__).resolve().parent.parent / "assets"
PARTS = ("base", "slot", "head", "hero", "cards", "words", "pictures")


@cache
def base_stylesheet() -> str:
    """The parts in their order; the same for every site."""
    files = (FOLDER / "css" / f"{part}.css" for part in PARTS)
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def script() -> str:
    return (FOLDER / "site.js").read_text(encoding="utf-8")


def theme_stylesheet(document: Document) -> str:
    return theme.stylesheet(document)


def picture_stylesheet(pictures: Mapping[str, Picture]) -> str:
    """What a picture needs and no attribute can carry: where it is cut, and its blur before it."""
    rules = []
    for key in sorted(pictures):
        picture = pictures[key]
        if not picture.src:
            continue
        if picture.blur:
            rules.append(f'#{element_id(key)}{{background-image:url("{picture.blur}")}}')
        if (picture.focal_x, picture.focal_y) != (0.5, 0.5):
            spot = f"{picture.focal_x:.1%} {picture.focal_y:.1%}"
            rules.append(f"#{element_id(key)}>img{{object-position:{spot}}}")
    return "\n".join(rules) + "\n" if rules else ""


def site_stylesheet(document: Document, pictures: Mapping[str, Picture]) -> str:
    """All in one file, for an export."""
    return theme_stylesheet(document) + base_stylesheet() + picture_stylesheet(pictures)


def favicon(document: Document) -> str:
    """The trade's icon on the site's first colour, as an SVG file."""
    primary = theme.theme_of(document).primary
    context = {
        "ground": written(primary),
        "ink": written(on_top(primary)),
        "icon": trade_of(vocabulary.industry_of(document)).icon,
    }
    return render_to_string("site_builder/site/favicon.svg", context).strip() + "\n"
