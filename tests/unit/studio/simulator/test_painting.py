"""Pictures: the exact pixels, the scene that the words mean, edits that change what was sent."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from studio.simulator import catalogue, drawings, regions, scenes
from studio.simulator.chance import dice
from studio.simulator.encoding import encode
from studio.simulator.painting import Easel, Order
from studio.simulator.words import Brief

GREY = Image.new("RGB", (400, 400), (120, 124, 130))


def paint(
    prompt: str,
    *sent: Image.Image,
    seed: int = 1,
    mime: str = "image/jpeg",
    drift: tuple[float, float, float] = (0.0, 0.0, 1.0),
) -> Image.Image:
    order = Order(
        prompt=prompt,
        pixels=(400, 400),
        seed=seed,
        mime=mime,
        images=tuple(encode(image, "image/png") for image in sent),
        drift=drift,
    )
    data, _ = Easel().paint(order)
    return Image.open(io.BytesIO(data))


def mean(image: Image.Image) -> list[float]:
    return ImageStat.Stat(image.convert("RGB")).mean


def chosen(prompt: str) -> str:
    scene = scenes.choose(Brief(prompt), dice(1))
    return scene.file if scene else ""


@pytest.mark.parametrize("ratio", ["1:1", "16:9", "1:8", "8:1", "21:9"])
def test_picture_has_the_exact_pixels(ratio: str) -> None:
    pixels = catalogue.find("gemini-nano-banana-2.1", "v1").pixels(ratio, "1K")

    data, _ = Easel().paint(Order(prompt="a lake", pixels=pixels, seed=1))

    assert Image.open(io.BytesIO(data)).size == pixels


def test_picture_has_the_models_type() -> None:
    assert paint("a lake").format == "JPEG"
    assert paint("a lake", mime="image/png").format == "PNG"


@pytest.mark.parametrize(
    ("prompt", "file"),
    [
        ("a plate of spaghetti with tomato", "pasta-plate.jpg"),
        ("headphones on a coloured podium", "headphones.jpg"),
        ("a futuristic city at night", "city-night.jpg"),
        ("a city skyline at dusk", "city-dusk.jpg"),
        ("house on a cliff above the sea under the stars, night", "coast-night.jpg"),
        ("wedding table with candles and flowers", "wedding-table.jpg"),
        ("a quiet mountain lake with a jetty", "lake.jpg"),
    ],
)
def test_scene_follows_the_words(prompt: str, file: str) -> None:
    assert chosen(prompt) == file


def test_scene_is_none_where_nothing_fits() -> None:
    assert chosen("a vintage typewriter, warm light, minimal") == ""


def test_excluded_words_choose_nothing() -> None:
    assert "headphone" not in Brief("a lake. Avoid: headphones, perfume").words


def test_drawing_is_found_by_its_subject() -> None:
    found = drawings.find(Brief("bold ink sketch of a running bunny"))

    assert found is not None
    assert found.file == "rabbit-visor.png"


def test_two_calls_differ_and_one_seed_repeats() -> None:
    one, again, other = (paint("a lake", seed=seed) for seed in (1, 1, 2))

    assert one.tobytes() == again.tobytes()
    assert max(mean(ImageChops.difference(one, other))) > 3


def test_sketch_is_grey_on_white_paper() -> None:
    sketch = paint("pencil sketch of a penguin")

    red, _, blue = sketch.split()
    assert ImageStat.Stat(ImageChops.difference(red, blue)).mean[0] < 0.5
    assert ImageStat.Stat(sketch.crop((0, 0, 400, 16))).mean[1] > 245


def test_warmer_edit_shifts_towards_red() -> None:
    red, _, blue = mean(paint("make it warmer", GREY))

    assert red - blue > 15


def test_darker_edit_lowers_the_light() -> None:
    assert mean(paint("make it much darker", GREY))[1] < 100


def test_region_edit_leaves_the_rest_alone() -> None:
    gradient = Image.linear_gradient("L").resize((400, 400)).convert("RGB")

    edited = paint("region x=0.1 y=0.1 w=0.3 h=0.3: add a red ball", gradient, mime="image/png")

    changed = ImageChops.difference(edited.convert("RGB"), gradient)
    assert max(mean(changed.crop((48, 48, 152, 152)))) > 15
    assert max(mean(changed.crop((200, 0, 400, 350)))) < 5


def test_each_of_several_regions_gets_its_own_words() -> None:
    prompt = "inside these: [100, 100, 400, 400] make it red [600, 600, 900, 900] make it blue"
    edited = paint(prompt, GREY, mime="image/png").convert("RGB")
    red, _, blue = mean(edited.crop((70, 70, 130, 130)))
    assert red - blue > 30
    red, _, blue = mean(edited.crop((270, 270, 330, 330)))
    assert blue - red > 30
    assert max(mean(ImageChops.difference(edited, GREY).crop((230, 10, 390, 200)))) < 5


def test_colour_in_a_region_is_that_of_a_new_thing_unless_the_words_recolour() -> None:
    prompt = "inside this area [100, 100, 600, 600]"
    ball = paint(f"{prompt} a red sphere", GREY).convert("RGB").crop((70, 70, 210, 210))
    tinted = paint(f"{prompt} make it red", GREY).convert("RGB").crop((70, 70, 210, 210))
    assert max(ImageStat.Stat(ball).stddev) > 3 * max(ImageStat.Stat(tinted).stddev)


@pytest.mark.parametrize("words", ["Redraw this picture", "Redraw image 1"])
def test_redrawn_picture_is_not_a_new_one_in_its_style(words: str) -> None:
    half = Image.new("RGB", (400, 400), "black")
    half.paste("white", (200, 0, 400, 400))
    edited = paint(f"{words} in the style of a woodcut", half).convert("RGB")
    assert mean(edited.crop((220, 20, 380, 300)))[0] - mean(edited.crop((20, 20, 180, 300)))[0] > 90


def test_look_of_another_picture_moves_the_colours_and_keeps_the_subject() -> None:
    blue = Image.new("RGB", (300, 300), "blue")
    edited = paint("Redraw image 1 with the look of image 2: the palette", GREY, blue)
    red, _, blueness = mean(edited)
    assert blueness - red > 30


def test_drift_slides_and_grows_the_finished_picture() -> None:
    dot = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(dot).ellipse((290, 190, 310, 210), fill="black")
    still, moved = (
        darkest(paint("remove the hat in the top left corner", dot, drift=drift))
        for drift in ((0.0, 0.0, 1.0), (6.0, -4.0, 1.05))
    )
    # 100 pixels right of the middle grow to 105, then 6 more.
    assert moved[0] - still[0] == pytest.approx(11, abs=1)
    assert moved[1] - still[1] == pytest.approx(-4, abs=1)


def darkest(image: Image.Image) -> tuple[float, float]:
    """The middle of what is black."""
    black = image.convert("L").point([255 * (value < 70) for value in range(256)])
    left, top, right, bottom = black.crop((100, 0, 400, 380)).getbbox() or (0, 0, 0, 0)
    return (left + right) / 2, (top + bottom) / 2


def test_several_pictures_are_composed_into_one() -> None:
    red, blue = Image.new("RGB", (300, 300), "red"), Image.new("RGB", (300, 300), "blue")

    composed = paint("combine them", red, blue).convert("RGB")

    assert mean(composed.crop((60, 150, 140, 250)))[0] > 180
    assert mean(composed.crop((260, 150, 340, 250)))[2] > 180


@pytest.mark.parametrize(
    ("words", "box"),
    [
        ("in the top left corner", (0.0, 0.0, 0.45, 0.45)),
        ("region x=0.1 y=0.2 w=0.3 h=0.4", (0.1, 0.2, 0.4, 0.6)),
        ("box x: 10%, y: 20%, width: 30%, height: 40%", (0.1, 0.2, 0.4, 0.6)),
        ("inside [200, 100, 600, 400]", (0.1, 0.2, 0.4, 0.6)),
    ],
)
def test_region_is_read_from_the_words(words: str, box: tuple[float, ...]) -> None:
    assert regions.named(Brief(words)) == pytest.approx(box)


def test_region_is_found_where_somebody_marked_it() -> None:
    marked = GREY.copy()
    ImageDraw.Draw(marked).rectangle((100, 80, 300, 280), outline=(255, 0, 255), width=4)

    found = regions.marked(marked, Brief("repaint the marked area"))

    assert found == pytest.approx((0.25, 0.2, 0.75, 0.7), abs=0.02)


def test_tinted_picture_lies_on_warm_paper() -> None:
    order = Order(prompt="a line drawing of a cat", pixels=(256, 256), seed=3, tinted=True)
    data, _ = Easel().paint(order)
    red, _, blue = mean(Image.open(io.BytesIO(data)).crop((0, 0, 8, 8)))
    assert red - blue > 30
