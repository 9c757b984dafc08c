from __future__ import annotations

import io

import pytest
from PIL import Image

from gallery import imaging, location
from gallery.imaging import BadImage
from tests import images

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d exif:GPSLatitude="48,0N"/></x:xmpmeta>'


def with_iptc_city() -> bytes:
    """A JPEG whose IPTC block names a town, as press programs write it."""
    town = b"\x1c\x02\x5a\x00\x04Ulm\x00"
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(town).to_bytes(4, "big") + town
    segment = b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block
    return images.jpeg()[:2] + segment + images.jpeg()[2:]


def two_pictures() -> bytes:
    """As cameras with two lenses write: a second JPEG behind the first, with EXIF of its own."""
    target = io.BytesIO()
    exif = Image.Exif()
    exif[images.ORIENTATION] = 1
    second = images.two_halves()
    second.encoderinfo = {"exif": exif}
    images.two_halves().save(target, "MPO", save_all=True, append_images=[second], exif=exif)
    return target.getvalue()


@pytest.mark.parametrize("codec", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_place_in_exif_is_found_and_taken_out(codec: str) -> None:
    data = images.placed(codec)
    bare, mime_type = location.removed(data, mime_type=f"image/{codec.lower()}")
    assert location.is_told(data)
    assert not location.is_told(bare)
    assert mime_type == f"image/{codec.lower()}"
    assert imaging.inspect(bare).mime_type == mime_type


@pytest.mark.parametrize(
    "data",
    [
        images.encoded(images.two_halves(), "JPEG", xmp=XMP),
        with_iptc_city(),
        two_pictures(),
    ],
    ids=["xmp", "iptc", "second picture"],
)
def test_place_elsewhere_in_a_jpeg_is_found_and_taken_out(data: bytes) -> None:
    bare, _ = location.removed(data, mime_type="image/jpeg")
    assert location.is_told(data)
    assert not location.is_told(bare)


@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_keeps_its_pixels_its_colours_and_its_upper_side(progressive: bool) -> None:
    exif = Image.Exif()
    exif[images.ORIENTATION] = 6
    exif.get_ifd(images.GPS).update({1: "N", 2: (48.0, 0.0, 0.0)})
    profile = images.swapped_profile()
    noise = Image.effect_noise((200, 120), 80).convert("RGB")
    data = images.encoded(
        noise, "JPEG", exif=exif, icc_profile=profile, progressive=progressive, comment=b"at home"
    )
    bare, _ = location.removed(data, mime_type="image/jpeg")
    assert imaging.inspect(bare).pixels.tobytes() == imaging.inspect(data).pixels.tobytes()
    assert imaging.inspect(bare).pixels.size == (120, 200)
    assert images.opened(bare).info["icc_profile"] == profile
    assert b"at home" not in bare


def test_restart_markers_are_not_mistaken_for_an_end() -> None:
    exif = Image.Exif()
    exif.get_ifd(images.GPS).update({1: "N"})
    noise = Image.effect_noise((200, 120), 80)
    data = images.encoded(noise, "JPEG", exif=exif, restart_marker_rows=1)
    bare, _ = location.removed(data, mime_type="image/jpeg")
    assert images.opened(bare).tobytes() == images.opened(data).tobytes()


def test_file_without_a_place_stays_to_the_bit() -> None:
    data = images.jpeg(orientation=6)
    assert location.removed(data, mime_type="image/jpeg") == (data, "image/jpeg")


def test_what_lies_behind_the_end_is_cut_off() -> None:
    data = images.placed("JPEG") + b"PK\x03\x04 a second life"
    bare, _ = location.removed(data, mime_type="image/jpeg")
    assert bare.endswith(b"\xff\xd9")


@pytest.mark.parametrize("stray", [b"\xff\xff", b"\x00\x00"], ids=["filling", "rubbish"])
def test_odd_jpeg_loses_its_place_too(stray: bytes) -> None:
    data = images.placed("JPEG")
    tables = data.index(b"\xff\xdb")
    odd = data[:tables] + stray + data[tables:]
    bare, _ = location.removed(odd, mime_type="image/jpeg")
    assert location.is_told(odd)
    assert not location.is_told(bare)
    assert imaging.inspect(bare).pixels.size == (64, 48)


def test_bytes_that_are_no_picture_are_refused() -> None:
    with pytest.raises(BadImage):
        location.is_told(b"hello")
