"""The picture that is to be changed, as the model gets it: all of it, or the crop of a region."""

from __future__ import annotations

import io
import math

from PIL import Image as Pillow

from gallery import imaging, storage
from gallery.imaging import Fitted
from gallery.models import Image
from studio.editing import pixel_lock
from studio.editing.plans import Plan
from studio.editing.regions import Box, Size

QUALITY = 95  # what is lined up by its pixels is not to be smeared first


def shown(image: Image, plan: Plan, *, max_bytes: int) -> Fitted:
    """Raises StorageError and BadImage."""
    data = storage.read(image.name)
    if plan.crop is None or plan.sent_px is None:
        return imaging.fitted(data, max_bytes=max_bytes)
    return cut_out(data, plan.crop, plan.sent_px, max_bytes=max_bytes)


def cut_out(data: bytes, box: Box, size: Size, *, max_bytes: int) -> Fitted:
    """A part of a picture at the model's own size, so that its answer has the same grid."""
    with imaging.decoded(data) as picture:
        part = pixel_lock.on_white(picture.pixels.crop(box))
    part = part.resize(size, Pillow.Resampling.LANCZOS)
    while len(made := _encoded(part)) > max_bytes:
        shrunk_by = math.sqrt(max_bytes / len(made)) * 0.95
        smaller = (max(1, int(part.width * shrunk_by)), max(1, int(part.height * shrunk_by)))
        part = part.resize(smaller, Pillow.Resampling.LANCZOS)
    return Fitted("image/jpeg", made)


def _encoded(part: Pillow.Image) -> bytes:
    target = io.BytesIO()
    part.save(target, "JPEG", quality=QUALITY, subsampling=0)
    return target.getvalue()
