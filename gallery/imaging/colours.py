"""Any picture as RGB or RGBA in sRGB."""

from __future__ import annotations

import io
from functools import cache
from typing import Literal

from PIL import Image, ImageCms


def as_srgb(source: Image.Image) -> Image.Image:
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


def on_white(pixels: Image.Image) -> Image.Image:
    """Without what shines through; itself where nothing does."""
    if pixels.mode != "RGBA":
        return pixels
    ground = Image.new("RGB", pixels.size, "white")
    ground.paste(pixels, mask=pixels.getchannel("A"))
    return ground
