"""Draws pictures for tests: good ones of every kind, and broken ones."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from random import Random

from PIL import Image, ImageCms

RED, BLUE = (220, 30, 30), (30, 30, 220)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def two_halves(width_px: int = 64, height_px: int = 48, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right, so that a turn can be seen."""
    picture = Image.new("RGB", (width_px, height_px), RED)
    picture.paste(BLUE, (width_px // 2, 0, width_px, height_px))
    return picture.convert(mode)


def png(width_px: int = 64, height_px: int = 48, mode: str = "RGB") -> bytes:
    return encoded(two_halves(width_px, height_px, mode), "PNG")


def jpeg(
    width_px: int = 64, height_px: int = 48, *, orientation: int = 1, latitude: int = 0
) -> bytes:
    """As a camera writes it: pixels lying on the side, and where it stood."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if latitude:
        exif.get_ifd(GPS).update({1: "N", 2: (float(latitude), 0.0, 0.0)})
    picture = two_halves(width_px, height_px)
    return encoded(picture, "JPEG", quality=95, exif=exif, comment=b"taken at home")


def placed(codec: str, *, orientation: int = 1) -> bytes:
    """Of that kind, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "Camera works"
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 0.0, 0.0)})
    options = {"lossless": True} if codec == "WEBP" else {}
    return encoded(two_halves(), codec, exif=exif, **options)


def webp(width_px: int = 64, height_px: int = 48) -> bytes:
    return encoded(two_halves(width_px, height_px), "WEBP")


def avif(width_px: int = 64, height_px: int = 48) -> bytes:
    return encoded(two_halves(width_px, height_px), "AVIF")


def gif() -> bytes:
    """Two frames; the first is red."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in (RED, BLUE)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


def bmp() -> bytes:
    """A kind that is not let in."""
    return encoded(two_halves(), "BMP")


def noise(width_px: int = 1500, height_px: int = 1400) -> bytes:
    """A PNG of more than one chunk of a stream."""
    return encoded(Image.effect_noise((width_px, height_px), 80), "PNG")


@cache
def textured(width_px: int = 720, height_px: int = 540) -> Image.Image:
    """Soft shapes of several sizes in colour, so that every part of it looks like no other."""
    random = Random(1)
    bands = []
    for _ in range(3):
        band = Image.new("L", (width_px, height_px), 128)
        for side in (6, 24, 96, 200):
            cells = Image.frombytes("L", (side, side), random.randbytes(side * side))
            band = Image.blend(band, cells.resize(band.size, Image.Resampling.BICUBIC), 0.4)
        bands.append(band)
    return Image.merge("RGB", bands)


def truncated(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def huge_png(width_px: int, height_px: int) -> bytes:
    """A few bytes whose header promises a picture of that size."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0")) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def huge_gif(width_px: int, height_px: int) -> bytes:
    """As `huge_png`: the screen and its one frame are said to be that large."""
    screen = b"GIF89a" + struct.pack("<HHBBB", width_px, height_px, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<HHHHB", 0, 0, width_px, height_px, 0)
    return screen + frame + b"\x02\x02D\x01\x00;"


def text_bomb() -> bytes:
    """A PNG with a small chunk of text that unpacks to 100 MB."""
    text = zlib.compress(bytes(100_000_000), 9)
    plain = png()
    end_of_header = plain.index(b"IDAT") - 4
    chunk = _chunk(b"zTXt", b"Comment\0\0" + text)
    return plain[:end_of_header] + chunk + plain[end_of_header:]


def heic() -> bytes:
    """The first bytes of a telephone's picture, for which there is no codec."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)


def swapped_profile() -> bytes:
    """A colour profile in which red and blue have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    renamed = profile.replace("sRGB".encode("utf-16-be"), "BGRs".encode("utf-16-be"))
    return renamed.replace(b"rXYZ", b"tmp-").replace(b"bXYZ", b"rXYZ").replace(b"tmp-", b"bXYZ")


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def encoded(picture: Image.Image, codec: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, codec, **options)
    return target.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
