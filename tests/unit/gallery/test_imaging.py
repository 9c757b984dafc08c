from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from gallery import imaging
from gallery.imaging import BadImage, decoding
from tests import images


@pytest.mark.parametrize(
    ("data", "mime_type"),
    [
        (images.png(), "image/png"),
        (images.jpeg(), "image/jpeg"),
        (images.webp(), "image/webp"),
        (images.avif(), "image/avif"),
        (images.gif(), "image/gif"),
    ],
)
def test_picture_of_each_kind_is_read_from_its_bytes(data: bytes, mime_type: str) -> None:
    picture = imaging.inspect(data)
    assert (picture.width_px, picture.height_px) == (64, 48)
    assert picture.mime_type == mime_type
    assert picture.pixels.mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_picture_without_transparency_becomes_rgb(mode: str) -> None:
    assert imaging.inspect(images.png(mode=mode)).pixels.mode == "RGB"


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_picture_with_transparency_becomes_rgba(mode: str) -> None:
    assert imaging.inspect(images.png(mode=mode)).pixels.mode == "RGBA"


def test_picture_of_16_bits_keeps_its_grey() -> None:
    grey = images.encoded(Image.new("I;16", (8, 8), 100 * 256), "PNG")
    assert imaging.inspect(grey).pixels.getpixel((4, 4)) == (100, 100, 100)


def test_animation_shows_its_first_frame() -> None:
    red, _, blue = _colour(imaging.inspect(images.gif()).pixels, 10, 10)
    assert red > 200 > blue


# (where red lies after the turn, size after the turn)
@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (64, 48), (2, 24)),
        (2, (64, 48), (61, 24)),
        (3, (64, 48), (61, 24)),
        (4, (64, 48), (2, 24)),
        (5, (48, 64), (24, 2)),
        (6, (48, 64), (24, 2)),
        (7, (48, 64), (24, 61)),
        (8, (48, 64), (24, 61)),
    ],
)
def test_picture_is_turned_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    picture = imaging.inspect(images.jpeg(orientation=orientation))
    assert picture.pixels.size == size
    assert _colour(picture.pixels, *red_at)[0] > 180


def test_colours_of_another_profile_become_srgb() -> None:
    profile = images.swapped_profile()
    data = images.encoded(images.two_halves(), "PNG", icc_profile=profile)
    pixels = imaging.inspect(data).pixels
    red, _, blue = _colour(pixels, 2, 2)
    assert blue > 180 > red
    assert "icc_profile" not in pixels.info


def test_broken_profile_is_ignored() -> None:
    data = images.encoded(images.two_halves(), "PNG", icc_profile=b"no profile at all")
    assert imaging.inspect(data).pixels.getpixel((2, 2)) == images.RED


def test_cmyk_becomes_rgb() -> None:
    data = images.encoded(images.two_halves(mode="CMYK"), "JPEG", quality=95)
    assert _colour(imaging.inspect(data).pixels, 2, 2)[0] > 180


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"GIF89a", "damaged or cut off"),
        (b"hello", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "not a picture"),
        (images.bmp(), "not a picture"),
        (images.heic(), "damaged" if imaging.READS_HEIC else "HEIC pictures cannot be read here"),
        (b"MZ\x90\x00" + bytes(100), "not a picture"),
        (b"%PDF-1.7\n", "not a picture"),
        (b"<!doctype html><script>alert(1)</script>", "not a picture"),
        (images.encoded(images.two_halves(), "TIFF"), "not a picture"),
        (images.encoded(images.two_halves(), "ICO"), "not a picture"),
        (images.gif()[:60], "damaged or cut off"),
        (images.truncated(images.avif(400, 400)), "damaged or cut off"),
        (images.text_bomb(), "damaged or cut off"),
        (images.huge_gif(60_000, 60_000), "too many pixels"),
        (images.truncated(images.png(400, 400)), "damaged or cut off"),
        (images.truncated(images.jpeg(400, 400)), "damaged or cut off"),
        (images.truncated(images.webp(400, 400)), "damaged or cut off"),
        (images.huge_png(7000, 7200), "too many pixels"),
        (images.huge_png(16_385, 1), "too many pixels"),
        (images.huge_png(10_000, 10_000), "too many pixels"),
        (images.huge_png(60_000, 60_000), "too many pixels"),
    ],
)
def test_bad_bytes_are_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadImage, match=sentence):
        imaging.inspect(data)


@pytest.mark.parametrize("codec", ["WEBP", "AVIF", "PNG"])
def test_animation_of_each_kind_shows_its_first_frame(codec: str) -> None:
    frames = [Image.new("RGB", (64, 48), colour) for colour in (images.RED, images.BLUE)]
    data = images.encoded(frames[0], codec, save_all=True, append_images=frames[1:])
    red, _, blue = _colour(imaging.inspect(data).pixels, 10, 10)
    assert red > 180 > blue


def test_what_is_made_of_a_polyglot_is_the_picture_alone() -> None:
    data = images.png() + b"<script>alert(1)</script>PK\x03\x04"
    made = imaging.export(data, format="png")
    assert b"script" not in made
    assert b"PK\x03\x04" not in made


@pytest.mark.skipif(not imaging.READS_HEIC, reason="the extra heic is not installed")
def test_heic_is_read_where_its_codec_is() -> None:
    picture = imaging.inspect(images.placed("HEIF"))
    assert (picture.mime_type, picture.pixels.size) == ("image/heic", (64, 48))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(BadImage, match="larger than 25 MB"):
        imaging.inspect(bytes(25_000_001), max_bytes=25_000_000)


def test_big_pictures_are_decoded_one_at_a_time() -> None:
    big = images.encoded(Image.new("L", (4000, 2100)), "PNG")
    with imaging.decoded(big):
        assert not _is_free()
    assert _is_free()


def test_rendition_is_a_webp_of_the_asked_width() -> None:
    made = imaging.rendition(imaging.inspect(images.png(1000, 500)), 320)
    picture = images.opened(made.data)
    assert picture.format == "WEBP"
    assert picture.size == (made.width_px, made.height_px) == (320, 160)


def test_rendition_is_never_wider_than_the_picture() -> None:
    made = imaging.rendition(imaging.inspect(images.png(200, 100)), 640)
    assert (made.width_px, made.height_px) == (200, 100)


def test_rendition_of_a_sliver_has_a_pixel() -> None:
    assert imaging.rendition(imaging.inspect(images.png(4000, 2)), 320).height_px == 1


def test_rendition_of_a_tower_fits_a_webp() -> None:
    assert imaging.rendition(imaging.inspect(images.png(2, 16_384)), 320).height_px == 16_383


def test_rendition_carries_no_metadata() -> None:
    source = images.jpeg(orientation=6, latitude=48)
    made = imaging.rendition(imaging.inspect(source), 320)
    assert not images.opened(made.data).getexif()


def test_placeholder_is_a_small_picture_in_a_data_uri() -> None:
    uri = imaging.placeholder(imaging.inspect(images.png(1024, 512)))
    assert uri.startswith("data:image/webp;base64,")
    assert len(uri) < 400


@pytest.mark.parametrize("name", ["png", "jpeg", "webp", "avif"])
def test_export_is_upright_and_carries_no_metadata(name: imaging.ExportFormat) -> None:
    made = imaging.export(images.jpeg(orientation=6, latitude=48), format=name, quality=80)
    picture = images.opened(made)
    assert picture.format == name.upper()
    assert picture.size == (48, 64)
    assert not picture.getexif()
    assert b"taken at home" not in made


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
def test_export_of_lower_quality_is_smaller(name: imaging.ExportFormat) -> None:
    data = images.noise(200, 200)
    low = imaging.export(data, format=name, quality=30)
    assert len(low) < len(imaging.export(data, format=name, quality=95))


def test_export_as_jpeg_puts_white_behind() -> None:
    clear = images.encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG")
    made = images.opened(imaging.export(clear, format="jpeg"))
    assert made.getpixel((4, 4)) == (255, 255, 255)


def test_export_keeps_the_longer_side_within_bounds() -> None:
    made = images.opened(imaging.export(images.png(400, 100), format="png", max_side_px=200))
    assert made.size == (200, 50)


def test_fitted_picture_keeps_its_size_where_it_fits() -> None:
    made = imaging.fitted(images.jpeg(orientation=6, latitude=48), max_bytes=1_000_000)
    picture = images.opened(made.data)
    assert (made.mime_type, picture.format, picture.size) == ("image/jpeg", "JPEG", (48, 64))
    assert not picture.getexif()
    assert b"taken at home" not in made.data


def test_fitted_picture_shrinks_until_it_fits() -> None:
    made = imaging.fitted(images.noise(1500, 1400), max_bytes=200_000)
    width_px, height_px = images.opened(made.data).size
    assert 100_000 < len(made.data) <= 200_000
    assert width_px / height_px == pytest.approx(1500 / 1400, rel=0.01)


@pytest.mark.parametrize(("alpha", "mime_type"), [(90, "image/png"), (255, "image/jpeg")])
def test_fitted_picture_is_a_png_only_where_it_is_clear(alpha: int, mime_type: str) -> None:
    picture = images.encoded(Image.new("RGBA", (8, 8), (255, 0, 0, alpha)), "PNG")
    assert imaging.fitted(picture, max_bytes=1_000_000).mime_type == mime_type


def _colour(pixels: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    red, green, blue = pixels.convert("RGB").crop((x, y, x + 1, y + 1)).tobytes()
    return red, green, blue


def _is_free() -> bool:
    """Asked from another thread, since the lock lets its own holder in again."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_take_and_free).result()


def _take_and_free() -> bool:
    taken = decoding._one_big_picture.acquire(blocking=False)
    if taken:
        decoding._one_big_picture.release()
    return taken
