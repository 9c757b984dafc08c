"""A picture as a file of the kind that its path names."""

from __future__ import annotations

from pathlib import Path

from gallery import exporting, storage
from gallery.forms import DEFAULT_QUALITY
from gallery.imaging import ExportFormat
from gallery.models import Image

FORMATS: dict[str, ExportFormat] = {
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".webp": "webp",
    ".avif": "avif",
}


def bytes_for(path: Path, image: Image) -> bytes:
    """The original where its kind is that of the path or the path names none.

    Raises StorageError and BadImage.
    """
    wanted = FORMATS.get(path.suffix.lower())
    if wanted is None or image.mime_type == f"image/{wanted}":
        return storage.read(image.name)
    return exporting.export(image, format=wanted, quality=DEFAULT_QUALITY)
