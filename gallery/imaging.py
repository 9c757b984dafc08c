"""Bytes in, bytes out: decode what strangers send, turn it upright, make it smaller, encode it.

Pillow only; neither Django nor models.  Every picture, an upload or a provider's, enters by
`decoded`, the one door where anything that Pillow may raise becomes a `BadImage`.
"""

from __future__ import annotations

import base64
import io
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from PIL import Image, ImageCms

MAX_PIXELS = 50_000_000
MAX_SIDE_PX = 16_384
BIG_PIXELS = 8_000_000  # from here on a process decodes one picture at a time
WEBP_MAX_SIDE_PX = 16_383
PLACEHOLDER_SIDE_PX = 16
FITTED_QUALITY = 92

MIME_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG with a second view behind it; the first is read
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
}


def _heic_codec() -> tuple[str, ...]:
    """Telephones' kind of picture is read where the extra "heic" is installed."""
    if find_spec("pillow_heif") is None:
        return ()
    import_module("pillow_heif").register_heif_opener()
    return ("HEIF",)


# Never all of Pillow's plugins: EPS starts a program.
READABLE = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", *_heic_codec())
READS_HEIC = "HEIF" in READABLE
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}

_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_DAMAGED = "The picture is damaged or cut off. Save it again and retry."

ExportFormat = Literal["png", "jpeg", "webp", "avif"]

_ORIENTATION_TAG = 0x0112
_TO_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_one_big_picture = threading.RLock()

# Pillow only warns up to twice its own limit; here a warning is a refusal.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class BadImage(ValueError):
    """Not a picture that can be used; the text says why, and what to do, in a sentence."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture, upright: `pixels` is RGB or RGBA in sRGB, with no metadata left."""

    pixels: Image.Image
    mime_type: str  # of the bytes that it was read from

    @property
    def width_px(self) -> int:
        return self.pixels.width

    @property
    def height_px(self) -> int:
        return self.pixels.height


@dataclass(frozen=True, slots=True)
class Encoded:
    """A smaller WebP of a picture."""

    width_px: int
    height_px: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture made anew, small enough for whoever is to get it."""

    mime_type: str
    data: bytes


@contextmanager
def decoded(data: bytes, *, max_bytes: int | None = None) -> Iterator[Picture]:
    """The picture in `data`; while the block runs no other big one is decoded in this process."""
    if not data:
        raise BadImage("The file is empty. Choose a picture.")
    if max_bytes is not None and len(data) > max_bytes:
        raise too_many_bytes(max_bytes)
    source = _open(data)
    is_big = source.width * source.height > BIG_PIXELS
    with _one_big_picture if is_big else nullcontext():
        yield _load(source)


def inspect(data: bytes, *, max_bytes: int | None = None) -> Picture:
    """Decode the whole picture and turn it upright; raises BadImage."""
    with decoded(data, max_bytes=max_bytes) as picture:
        return picture


def shrink(picture: Picture, width_px: int) -> Picture:
    """The picture at most `width_px` wide, never enlarged, and low enough for a WebP."""
    scale = min(1.0, width_px / picture.width_px, WEBP_MAX_SIDE_PX / picture.height_px)
    if scale == 1.0:
        return picture
    size = (max(1, round(picture.width_px * scale)), max(1, round(picture.height_px * scale)))
    # HAMMING costs what BILINEAR does and is sharper; whole pixels are averaged first, which is
    # ten times as fast (1024 to 512 px: 0.9 ms instead of 6).
    pixels = picture.pixels.resize(size, Image.Resampling.HAMMING, reducing_gap=1.0)
    return replace(picture, pixels=pixels)


def rendition(picture: Picture, width_px: int) -> Encoded:
    """A WebP for pages, never wider than the picture."""
    small = shrink(picture, width_px)
    # Method 0 takes three fifths of the time of method 2; at 76 it gives files of the same size.
    data = _encode(small.pixels, "WEBP", quality=76, method=0)
    return Encoded(small.width_px, small.height_px, data)


def placeholder(picture: Picture) -> str:
    """A data URI of the picture in a few pixels, to be blurred until the real one is there."""
    pixels = picture.pixels.copy()
    side = (PLACEHOLDER_SIDE_PX, PLACEHOLDER_SIDE_PX)
    pixels.thumbnail(side, Image.Resampling.BOX, reducing_gap=1.0)
    data = _encode(pixels, "WEBP", quality=20, method=4)
    return "data:image/webp;base64," + base64.b64encode(data).decode("ascii")


def export(
    data: bytes,
    *,
    format: ExportFormat,  # noqa: A002  the word of the page and of the API
    quality: int = 90,
    max_side_px: int | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> bytes:
    """The picture as a new file: upright, sRGB, nothing in it but pixels.  Raises BadImage.

    `quality` is 1 to 100 and means nothing for PNG; a JPEG gets white where the picture is clear.
    `metadata` is written into it as well: see `embedding.save_options`.
    """
    told = metadata or {}
    with decoded(data) as picture:
        pixels = picture.pixels
        side = min(
            max_side_px or MAX_SIDE_PX, WEBP_MAX_SIDE_PX if format == "webp" else MAX_SIDE_PX
        )
        if max(pixels.size) > side:
            pixels.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        match format:
            case "png":
                return _encode(pixels, "PNG", **told)
            case "jpeg":
                return _encode(_on_white(pixels), "JPEG", quality=quality, subsampling=0, **told)
            case "webp":
                return _encode(pixels, "WEBP", quality=quality, method=4, **told)
            case "avif":
                return _encode(pixels, "AVIF", quality=quality, speed=8, **told)


def fitted(data: bytes, *, max_bytes: int) -> Fitted:
    """As `export`, at its own size where that fits; PNG where something shines through.

    Raises BadImage.
    """
    with decoded(data) as picture:
        pixels, is_clear = picture.pixels, _is_clear(picture.pixels)
        while len(made := _for_others(pixels, is_clear=is_clear)) > max_bytes:
            shrunk_by = (max_bytes / len(made)) ** 0.5 * 0.95  # a little more: bytes are no pixels
            size = tuple(max(1, int(side * shrunk_by)) for side in pixels.size)
            pixels = pixels.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Fitted("image/png" if is_clear else "image/jpeg", made)


def _is_clear(pixels: Image.Image) -> bool:
    """Whether any pixel is less than opaque."""
    return pixels.mode == "RGBA" and pixels.getchannel("A").getextrema() != (255, 255)


def _for_others(pixels: Image.Image, *, is_clear: bool) -> bytes:
    if is_clear:
        return _encode(pixels, "PNG")
    return _encode(pixels.convert("RGB"), "JPEG", quality=FITTED_QUALITY, subsampling=0)


def too_many_bytes(max_bytes: int) -> BadImage:
    return BadImage(f"The file is larger than {max_bytes // 1_000_000} MB. Make it smaller.")


def _open(data: bytes) -> Image.Image:
    """Read the header alone and refuse what is too big before a pixel is decoded."""
    try:
        image = Image.open(io.BytesIO(data), formats=READABLE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_big() from error
    except Exception as error:  # Pillow raises a dozen kinds on hostile bytes
        raise _unreadable(data) from error
    _refuse_too_big(*image.size)
    return image


def _load(source: Image.Image) -> Picture:
    """Decode to the last row; `verify()` passes files that cannot be loaded."""
    try:
        source.load()
        pixels = _upright(_as_srgb(source), source.getexif().get(_ORIENTATION_TAG, 1))
    except Exception as error:  # Pillow raises a dozen kinds on hostile bytes
        raise BadImage(_DAMAGED) from error
    pixels.info.clear()
    return Picture(pixels, MIME_TYPES[source.format or ""])


def _refuse_too_big(width_px: int, height_px: int) -> None:
    if width_px * height_px > MAX_PIXELS or max(width_px, height_px) > MAX_SIDE_PX:
        raise _too_big()


def _too_big() -> BadImage:
    return BadImage(
        f"The picture has too many pixels. At most {MAX_PIXELS // 1_000_000} megapixels and "
        f"{MAX_SIDE_PX:,} a side can be used."
    )


def _unreadable(data: bytes) -> BadImage:
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        if READS_HEIC:
            return BadImage(_DAMAGED)
        return BadImage("HEIC pictures cannot be read here. Save it as JPEG or PNG first.")
    if data.startswith(_SIGNATURES) or data[8:12] in {b"WEBP", b"avif"}:
        return BadImage(_DAMAGED)
    kinds = "PNG, JPEG, WebP, GIF, AVIF or HEIC" if READS_HEIC else "PNG, JPEG, WebP, GIF or AVIF"
    return BadImage(f"This is not a picture that can be read. Use {kinds}.")


def _as_srgb(source: Image.Image) -> Image.Image:
    """RGB or RGBA; colours are translated where a profile says that they are not sRGB."""
    mode: Literal["RGB", "RGBA"] = "RGBA" if source.has_transparency_data else "RGB"
    profile = source.info.get("icc_profile")
    if profile and (translated := _translate(source, profile, mode)) is not None:
        return translated
    if source.mode.startswith("I"):  # 16 bits a pixel: keep the upper eight, do not clip
        return source.point(lambda value: value / 256).convert("L").convert(mode)
    return source if source.mode == mode else source.convert(mode)


def _translate(source: Image.Image, profile: bytes, mode: str) -> Image.Image | None:
    """The picture in sRGB; None where it is already, or where the profile does not fit it."""
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(embedded).lower():
            return None
        colours = source.convert(mode) if source.mode in {"P", "RGBA"} else source
        output = mode if colours.mode == mode else "RGB"
        translated = ImageCms.profileToProfile(colours, embedded, _srgb(), outputMode=output)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    return None if translated is None else translated.convert(mode)


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _upright(pixels: Image.Image, orientation: int) -> Image.Image:
    turn = _TO_UPRIGHT.get(orientation)
    return pixels if turn is None else pixels.transpose(turn)


def _on_white(pixels: Image.Image) -> Image.Image:
    if pixels.mode != "RGBA":
        return pixels
    ground = Image.new("RGB", pixels.size, "white")
    ground.paste(pixels, mask=pixels.getchannel("A"))
    return ground


def _encode(pixels: Image.Image, codec: str, **options: Any) -> bytes:
    target = io.BytesIO()
    pixels.save(target, codec, **options)
    return target.getvalue()
