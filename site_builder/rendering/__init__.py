"""Spec and pictures become pages: HTML, a stylesheet and a script, for preview and export alike."""

from __future__ import annotations

from site_builder.rendering.assets import (
    base_stylesheet,
    favicon,
    picture_stylesheet,
    script,
    site_stylesheet,
    theme_stylesheet,
)
from site_builder.rendering.content import images_of, provided_images
from site_builder.rendering.pages import Addresses, exported, render_page
from site_builder.rendering.picture import Picture, Slot, element_id

__all__ = [
    "Addresses",
    "Picture",
    "Slot",
    "base_stylesheet",
    "element_id",
    "exported",
    "favicon",
    "images_of",
    "picture_stylesheet",
    "provided_images",
    "render_page",
    "script",
    "site_stylesheet",
    "theme_stylesheet",
]
