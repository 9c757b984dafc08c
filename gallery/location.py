"""Where a picture was taken, as cameras write it into the file: found, and taken out.

Pillow only; neither Django nor models.  Only files that tell a place are changed, and of a JPEG
nothing but what surrounds its pixels.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

from PIL import Image, IptcImagePlugin

from gallery import imaging
from gallery.imaging import BadImage, ExportFormat

REMADE_QUALITY = 95

_GPS, _ORIENTATION = 0x8825, 0x0112
_XMP_PLACE = re.compile(rb"GPSLatitude|GPSLongitude|LocationShown|LocationCreated|photoshop:City")
_IPTC_PLACES = {(2, number) for number in (26, 27, 90, 92, 95, 100, 101)}

# A JPEG's segments that describe the picture in words: EXIF and XMP, IPTC, comments.
_APP1, _APP13, _COMMENT = 0xE1, 0xED, 0xFE
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_WITHOUT_LENGTH = {*range(0xD0, 0xD8), 0x01}

_MADE_ANEW: dict[str, ExportFormat] = {
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "jpeg",
    "image/gif": "png",
    "image/jpeg": "jpeg",
}


def is_told(data: bytes) -> bool:
    """Whether the file tells a place anywhere that we know of.  Raises BadImage."""
    try:
        with Image.open(io.BytesIO(data), formats=imaging.READABLE) as source:
            return (
                bool(source.getexif().get_ifd(_GPS))
                or _XMP_PLACE.search(_xmp(source)) is not None
                or not _IPTC_PLACES.isdisjoint(IptcImagePlugin.getiptcinfo(source) or {})
                or _has_second_picture(source, data)
            )
    except Exception as error:  # Pillow raises a dozen kinds on hostile bytes
        raise BadImage("The picture is damaged or cut off.") from error


def removed(data: bytes, *, mime_type: str) -> tuple[bytes, str]:
    """The file without the place, and its type; the same bytes where none is told.

    A JPEG keeps its pixels to the bit; other kinds are made anew.  Raises BadImage.
    """
    if not is_told(data):
        return data, mime_type
    if mime_type == "image/jpeg":
        try:
            return _bare_jpeg(data), mime_type
        except (struct.error, IndexError):  # odd, though Pillow reads it
            pass
    kind = _MADE_ANEW[mime_type]
    return imaging.export(data, format=kind, quality=REMADE_QUALITY), f"image/{kind}"


def _xmp(source: Image.Image) -> bytes:
    packet = source.info.get("xmp") or source.info.get("XML:com.adobe.xmp") or b""
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def _has_second_picture(source: Image.Image, data: bytes) -> bool:
    """A camera's second view behind the first has EXIF of its own."""
    return source.format in {"JPEG", "MPO"} and data.count(b"Exif\0\0") > 1


def _bare_jpeg(data: bytes) -> bytes:
    """Pixels, colours and the side that is up; cut off behind the first picture's end."""
    with Image.open(io.BytesIO(data), formats=imaging.READABLE) as source:
        orientation = source.getexif().get(_ORIENTATION, 1)
    kept = bytearray(b"\xff\xd8")
    if orientation != 1:
        exif = Image.Exif()
        exif[_ORIENTATION] = orientation
        kept += _segment(_APP1, exif.tobytes())
    for marker, span in _segments(data):
        if marker not in {_START, _APP1, _APP13, _COMMENT}:
            kept += data[span]
    return bytes(kept)


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _segments(data: bytes) -> Iterator[tuple[int, slice]]:
    """Each marker with the bytes that belong to it, entropy-coded ones too, up to the end's.

    Raises struct.error and IndexError where the file ends too early.
    """
    at = 0
    while True:
        while data[at + 1] == 0xFF:  # filling
            at += 1
        if data[at] != 0xFF:
            raise IndexError("no marker where one has to be")
        marker = data[at + 1]
        end = at + 2
        if marker not in {_START, _END, *_WITHOUT_LENGTH}:
            end += struct.unpack_from(">H", data, end)[0]
        if marker == _SCAN:
            end = _end_of_scan(data, end)
        yield marker, slice(at, end)
        if marker == _END:
            return
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker begins; within a scan 0xFF stands before a zero or a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        follows = data[at + 1]
        if follows == 0xFF:  # filling
            at += 1
        elif follows == 0 or follows in _WITHOUT_LENGTH:
            at += 2
        else:
            return at
    raise IndexError("the scan has no end")
