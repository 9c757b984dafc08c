from __future__ import annotations

from gallery.models.image import Image, ImageQuerySet, Source
from gallery.models.rendition import Rendition
from gallery.models.saved_filter import SavedFilter
from gallery.models.version import Version, VersionQuerySet

__all__ = [
    "Image",
    "ImageQuerySet",
    "Rendition",
    "SavedFilter",
    "Source",
    "Version",
    "VersionQuerySet",
]
