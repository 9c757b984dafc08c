from __future__ import annotations

import io
import json

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gallery import embedding, imaging
from gallery.embedding import ExportFormat, Recipe
from tests import images

RECIPE = Recipe(
    prompt="Ein Haus & <Meer>, 海辺の家 🏠\nat dusk",
    model="gemini-3-pro-image",
    settings={"aspect_ratio": "16:9", "google_search_enabled": True},
)
FORMATS: list[ExportFormat] = ["png", "jpeg", "webp", "avif"]


def exported(wanted: ExportFormat, recipe: Recipe | None, *, source_type: str = "") -> bytes:
    metadata = embedding.save_options(wanted, recipe, source_type=source_type)
    return imaging.export(images.png(), format=wanted, metadata=metadata)


def with_text(text: str) -> bytes:
    """A PNG whose recipe is that text."""
    chunks = PngInfo()
    chunks.add_itxt(embedding.KEYWORD, text)
    return images.encoded(images.two_halves(), "PNG", pnginfo=chunks)


@pytest.mark.parametrize("wanted", FORMATS)
def test_recipe_comes_back_from_every_format(wanted: ExportFormat) -> None:
    assert embedding.read(exported(wanted, RECIPE)) == RECIPE


@pytest.mark.parametrize("wanted", FORMATS)
def test_longest_prompt_comes_back_from_every_format(wanted: ExportFormat) -> None:
    recipe = Recipe(prompt="海" * embedding.MAX_PROMPT)
    assert embedding.read(exported(wanted, recipe)) == recipe


@pytest.mark.parametrize("wanted", FORMATS)
def test_mark_of_a_model_stands_in_every_format(wanted: ExportFormat) -> None:
    data = exported(wanted, None, source_type="trainedAlgorithmicMedia")
    assert b"digitalsourcetype/trainedAlgorithmicMedia" in data
    assert embedding.read(data) is None


@pytest.mark.parametrize("wanted", FORMATS)
def test_other_programs_find_prompt_and_model(wanted: ExportFormat) -> None:
    told = exported(wanted, RECIPE).decode("utf-8", "ignore")
    assert "AIPromptInformation>Ein Haus &amp; &lt;Meer&gt;" in told
    assert "AISystemUsed>gemini-3-pro-image<" in told


@pytest.mark.parametrize("wanted", FORMATS)
def test_nothing_is_written_where_nothing_is_to_be_told(wanted: ExportFormat) -> None:
    assert exported(wanted, None) == imaging.export(images.png(), format=wanted)


def test_recipe_that_is_too_long_for_a_jpeg_is_left_out() -> None:
    recipe = Recipe(prompt="🏠" * embedding.MAX_PROMPT, settings={"note": "🏠" * 400})
    data = exported("jpeg", recipe, source_type="trainedAlgorithmicMedia")
    assert embedding.read(data) is None
    assert b"trainedAlgorithmicMedia" in data


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        '{"musa": 2, "prompt": "a", "model": "", "settings": {}}',
        '{"musa": 1, "prompt": 7, "model": "", "settings": {}}',
        '{"musa": 1, "prompt": "", "model": "", "settings": {}}',
        '{"musa": 1, "prompt": "\\u0000", "model": "", "settings": {}}',
        '{"musa": 1, "prompt": "a", "model": "", "settings": []}',
        '{"musa": 1, "prompt": "a", "model": "m\\u0000", "settings": {}}',
        "[" * 100_000,
        '{"musa": 1, "prompt": "' + "a" * embedding.MAX_CHARACTERS + '"}',
    ],
)
def test_text_that_is_no_recipe_is_none(text: str) -> None:
    assert embedding.read(with_text(text)) is None


def test_settings_of_another_kind_are_left_out() -> None:
    said = {
        "musa": 1,
        "prompt": "a\0b",
        "model": "",
        "settings": {"a": [1], "b": "x" * 81, "c": "k"},
    }
    assert embedding.read(with_text(json.dumps(said))) == Recipe(prompt="ab", settings={"c": "k"})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        images.png(),
        images.jpeg(orientation=6, latitude=48),
        images.gif(),
        images.bmp(),
        images.heic(),
        images.huge_png(60_000, 60_000),
        images.truncated(images.webp()),
    ],
)
def test_file_of_another_kind_is_none(data: bytes) -> None:
    assert embedding.read(data) is None


@pytest.mark.parametrize("comment", [b"", b"UNICODE\0\xd8", b"\xff\xfe\xff", b"JIS\0\0\0\0\0{}", 7])
def test_foreign_comment_is_none(comment: bytes | int) -> None:
    exif = Image.Exif()
    exif.get_ifd(embedding.EXIF_IFD)[embedding.USER_COMMENT] = comment
    assert embedding.read(images.encoded(images.two_halves(), "JPEG", exif=exif)) is None


@pytest.mark.parametrize("wanted", FORMATS)
def test_damaged_file_does_no_harm(wanted: ExportFormat) -> None:
    """Every 97th byte turned, one at a time: a recipe or none, and never an error."""
    whole = exported(wanted, RECIPE)
    for place in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        found = embedding.read(bytes(damaged))
        assert found is None or isinstance(found, Recipe)


def test_compressed_text_does_not_grow_without_bounds() -> None:
    chunks = PngInfo()
    chunks.add_itxt(embedding.KEYWORD, "a" * 20_000_000, zip=True)
    target = io.BytesIO()
    images.two_halves().save(target, "PNG", pnginfo=chunks)
    assert embedding.read(target.getvalue()) is None
