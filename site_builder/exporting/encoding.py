"""One picture as the files that a page loads: a few widths of WebP, and a JPEG for the rest."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from gallery import embedding, imaging
from site_builder import cutting
from site_builder.cutting import Cut

WEBP_WIDTHS_PX = (480, 800, 1200)
LARGE_WIDTH_PX = 1920  # only where the picture has it
JPEG_WIDTH_PX = 1200
JPEG_QUALITY, WEBP_QUALITY = 82, 80
BLUR_WIDTH_PX, BLUR_QUALITY = 16, 40
SHARE_PX = (1200, 630)


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with the size of the picture in them."""

    name: str  # without a folder
    data: bytes
    width: int
    height: int
    mime_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Files:
    """Of one picture; `blur` is a data address of sixteen pixels, `cut` what was left of it."""

    fallback: File
    webp: tuple[File, ...]
    blur: str
    cut: Cut | None = None

    @property
    def all(self) -> tuple[File, ...]:
        return (self.fallback, *self.webp)


def widths_px(source_px: int) -> list[int]:
    """Never wider than the picture."""
    wanted = [min(width, source_px) for width in WEBP_WIDTHS_PX]
    return sorted({*wanted, *([LARGE_WIDTH_PX] if source_px >= LARGE_WIDTH_PX else [])})


def files(
    data: bytes,
    *,
    stem: str,
    source_type: str,
    aspect_ratio: str = "",
    focal_point: tuple[float, float] = (0.5, 0.5),
) -> Files:
    """`source_type` is IPTC's word, written into each file; no `aspect_ratio`: its own shape.

    Raises BadImage.
    """
    with imaging.decoded(data) as whole:
        cut = aspect_ratio and cutting.cut_of(
            whole.width_px, whole.height_px, aspect_ratio=aspect_ratio, focal_point=focal_point
        )
        picture = replace(whole, pixels=whole.pixels.crop(cut.box)) if cut else whole
        webp = tuple(
            _file(imaging.shrink(picture, width), stem, "webp", source_type)
            for width in widths_px(picture.width_px)
        )
        fallback = _file(imaging.shrink(picture, JPEG_WIDTH_PX), stem, "jpg", source_type)
        return Files(fallback, webp, _blur(picture), cut or None)


def share_crop(data: bytes, *, focal_point: tuple[float, float], source_type: str) -> File:
    """What networks show beside a link: 1200 by 630 around the point that must stay in sight."""
    with imaging.decoded(data) as picture:
        pixels = _on_white(picture.pixels)
        scale = max(SHARE_PX[0] / pixels.width, SHARE_PX[1] / pixels.height)
        width, height = SHARE_PX[0] / scale, SHARE_PX[1] / scale
        left = _start(pixels.width, width, focal_point[0])
        top = _start(pixels.height, height, focal_point[1])
        box = (left, top, left + width, top + height)
        cut = pixels.resize(SHARE_PX, Image.Resampling.LANCZOS, box=box)
    told = embedding.save_options("jpeg", None, source_type=source_type)
    data = _encoded(cut, "JPEG", quality=JPEG_QUALITY, progressive=True, **told)
    return File("share.jpg", data, *SHARE_PX, "image/jpeg")


def _start(side: float, part: float, focal: float) -> float:
    return min(max(0.0, side * focal - part / 2), side - part)


def _file(picture: imaging.Picture, stem: str, extension: str, source_type: str) -> File:
    name = f"{stem}-{picture.width_px}.{extension}"
    if extension == "webp":
        told = embedding.save_options("webp", None, source_type=source_type)
        data = _encoded(picture.pixels, "WEBP", quality=WEBP_QUALITY, method=4, **told)
        return File(name, data, picture.width_px, picture.height_px, "image/webp")
    told = embedding.save_options("jpeg", None, source_type=source_type)
    pixels = _on_white(picture.pixels)
    data = _encoded(pixels, "JPEG", quality=JPEG_QUALITY, progressive=True, **told)
    return File(name, data, picture.width_px, picture.height_px, "image/jpeg")


def _blur(picture: imaging.Picture) -> str:
    height = max(1, round(BLUR_WIDTH_PX * picture.height_px / picture.width_px))
    pixels = picture.pixels.resize((BLUR_WIDTH_PX, height), Image.Resampling.BOX)
    data = _encoded(pixels, "WEBP", quality=BLUR_QUALITY, method=4)
    return "data:image/webp;base64," + base64.b64encode(data).decode("ascii")


def _on_white(pixels: Image.Image) -> Image.Image:
    """JPEG knows no see-through."""
    if "A" not in pixels.getbands():
        return pixels.convert("RGB")
    ground = Image.new("RGBA", pixels.size, "white")
    return Image.alpha_composite(ground, pixels.convert("RGBA")).convert("RGB")


def _encoded(pixels: Image.Image, codec: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, codec, **options)
    return buffer.getvalue()
