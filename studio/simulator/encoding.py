"""Pictures to bytes and back: decoding what was sent, encoding what is answered."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

JPEG_QUALITY = 90
LINE_QUALITY = 95  # lines on white show every artefact
GREATEST_SIDE = 2048


def encode(image: Image.Image, mime: str) -> bytes:
    """JPEG or PNG, as the model answers."""
    target = io.BytesIO()
    if mime == "image/png":
        image.save(target, "PNG", compress_level=2)
    else:
        quality = LINE_QUALITY if image.info.get("lines") else JPEG_QUALITY
        image.save(target, "JPEG", quality=quality, subsampling=0 if quality > 92 else 2)
    return target.getvalue()


def decode(data: bytes) -> Image.Image | None:
    """The upright RGB picture on white, at most 2048 a side; None where no decoder reads it."""
    try:
        picture = Image.open(io.BytesIO(data))
        picture.draft("RGB", (GREATEST_SIDE, GREATEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((GREATEST_SIDE, GREATEST_SIDE), Image.Resampling.BICUBIC)
        return _on_white(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture.convert("RGBA")).convert("RGB")


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height as the picture is shown; None where no decoder reads it."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            turned = picture.getexif().get(0x0112, 1) >= 5
            return picture.size[::-1] if turned else picture.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def draft_of(data: bytes) -> bytes:
    """A small, soft version, as the provider shows while it thinks."""
    picture = decode(data)
    if picture is None:
        return data
    picture.thumbnail((512, 512))
    return encode(picture, "image/jpeg")


def spoil(data: bytes) -> bytes:
    """Bytes of the same length that no decoder accepts."""
    return b"\x00\x01\x02\x03" * (len(data) // 4)
