"""Styles that have a name, for pictures that are to look like one; pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedStyle:
    label: str
    words: str


STYLES = {
    "watercolour": NamedStyle(
        "Watercolour",
        "a watercolour painting: transparent washes that run into each other, soft edges, "
        "white paper left bare in the lights",
    ),
    "oil": NamedStyle(
        "Oil painting",
        "an oil painting: thick visible brush strokes, rich colours, light built up in layers",
    ),
    "pencil": NamedStyle(
        "Pencil",
        "a graphite pencil picture on white paper: hatched shadows, fine lines, hardly a hue",
    ),
    "comic": NamedStyle(
        "Comic", "a comic panel: bold ink outlines, even colours, a few halftone dots"
    ),
    "poster": NamedStyle(
        "Screen print poster",
        "a screen printed poster: four or five flat inks, simplified shapes, slight misprint",
    ),
    "pixel-art": NamedStyle(
        "Pixel art", "pixel art: a coarse even grid of squares in some thirty colours"
    ),
    "clay": NamedStyle(
        "Clay figures",
        "stop motion with clay figures: matte modelling clay with thumb marks, a small lit stage",
    ),
    "blueprint": NamedStyle(
        "Blueprint", "a blueprint: thin white lines and hatching on deep blue paper"
    ),
}
