from __future__ import annotations

from gallery.models.image import Image, ImageQuerySet, Source
from gallery.models.rendition import Rendition

__all__ = ["Image", "ImageQuerySet", "Rendition", "Source"]
