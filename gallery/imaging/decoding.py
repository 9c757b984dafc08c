"""The one door for pictures: whatever Pillow raises on a stranger's bytes becomes a `BadImage`."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from PIL import Image

from gallery.imaging import colours

MAX_PIXELS = 50_000_000
MAX_SIDE_PX = 16_384
BIG_PIXELS = 8_000_000  # from here on a process decodes one picture at a time

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
        pixels = _upright(colours.as_srgb(source), source.getexif().get(_ORIENTATION_TAG, 1))
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


def _upright(pixels: Image.Image, orientation: int) -> Image.Image:
    turn = _TO_UPRIGHT.get(orientation)
    return pixels if turn is None else pixels.transpose(turn)
