"""A drawing on a sheet of paper at print size, to be drawn over; Pillow alone."""

from __future__ import annotations

import io

from PIL import Image

from gallery import imaging
from studio.sketches.measuring import grey

DPI = 300
MARGIN_MM = 10
_MM_AN_INCH = 25.4
_JPEG_QUALITY = 95  # of the picture in a PDF; a usual 75 rings around the lines
PAPERS = {"A4": (210, 297), "A3": (297, 420)}  # millimetres, upright
KINDS = {"png": "image/png", "pdf": "application/pdf"}


def printed(data: bytes, *, paper: str, kind: str) -> bytes:
    """As large as the paper allows, turned as the drawing lies; raises BadImage."""
    drawing = grey(imaging.inspect(data).pixels)
    sheet = _laid_out(drawing, paper)
    target = io.BytesIO()
    if kind == "pdf":
        sheet.save(target, "PDF", resolution=DPI, quality=_JPEG_QUALITY)
    else:
        sheet.save(target, "PNG", dpi=(DPI, DPI))
    return target.getvalue()


def _laid_out(drawing: Image.Image, paper: str) -> Image.Image:
    width, height = (_pixels(side) for side in PAPERS[paper])
    if drawing.width > drawing.height:
        width, height = height, width
    room = (width - 2 * _pixels(MARGIN_MM), height - 2 * _pixels(MARGIN_MM))
    scale = min(room[0] / drawing.width, room[1] / drawing.height)
    size = (round(drawing.width * scale), round(drawing.height * scale))
    large = drawing.resize(size, Image.Resampling.LANCZOS)
    sheet = Image.new("L", (width, height), 255)
    sheet.paste(large, ((width - large.width) // 2, (height - large.height) // 2))
    return sheet


def _pixels(millimetres: float) -> int:
    return round(millimetres / _MM_AN_INCH * DPI)
