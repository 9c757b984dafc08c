"""Line drawings on white paper: from the library, from a scene, or made up."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from studio.simulator import drawings, scenes, styles
from studio.simulator.drawings import Drawing
from studio.simulator.words import Brief

THIN = ("minimal line", "single-weight", "thin", "fine line", "delicate", "minimal")
THICK = ("thick", "bold", "heavy", "marker", "chunky", "brush")
PENCIL = ("pencil", "storybook", "soft doubled", "graphite", "searching")
CLOSE = ("close crop", "head and shoulders", "close-up", "portrait")
TINY = ("small subject", "tiny", "generous empty")
FRAMED = ("contained in an implied circle",)
ROUND = ("emblem", "badge", "circle", "crest", "seal")
DIAGONAL = ("diagonal", "mid-movement", "running", "jumping", "action")
LOW = ("slightly below", "low angle", "looms")
SIDE = ("strict side view", "in profile")
TURNED = ("three quarters", "three-quarter")
ALONE = ("one subject, nothing else",)
# How much narrower the feet get than the head.
EXAGGERATED = {
    "slightly caricatured": 0.06,
    "clearly caricatured": 0.13,
    "strongly exaggerated": 0.21,
    "extreme exaggeration": 0.3,
}


def sketch(brief: Brief, size: tuple[int, int], random: Random) -> tuple[Image.Image, str]:
    """A drawing of what the words name, and what it shows; grey on white, marked as lines."""
    if drawing := drawings.find(brief):
        figure, title = _varied(_lines_of(drawing, brief), brief, random), drawing.title
    elif not brief.has(*ALONE) and (scene := scenes.choose(brief, random)):
        return _paper(_scene_lines(scenes.cut(scene, size, random), brief), size), scene.title
    else:
        lines = _weighted(made_up(random), brief)
        figure, title = _varied(lines, brief, random), "a character of its own kind"
    return _laid_out(figure, brief, size, random), title


def _lines_of(drawing: Drawing, brief: Brief) -> Image.Image:
    return _weighted(drawings.ink(drawing.file), brief)


def _weighted(lines: Image.Image, brief: Brief) -> Image.Image:
    if brief.has(*THICK):
        return drawings.weighted(lines, 2)
    return drawings.weighted(lines, -2) if brief.has(*THIN) else lines


def _varied(figure: Image.Image, brief: Brief, random: Random) -> Image.Image:
    """The same drawing by another hand: mirrored, bent, leaning, doubled."""
    if random.random() < 0.5:
        figure = ImageOps.mirror(figure)
    wobbled = wobble(figure, random, reach=46)
    if brief.has(*PENCIL):
        again = wobble(wobbled, random, reach=7)
        wobbled = Image.blend(wobbled, again, 0.45)
        wobbled = wobbled.point([min(255, 58 + value) for value in range(256)])
    lean = random.uniform(14, 20) if brief.has(*DIAGONAL) else random.uniform(-4, 4)
    return wobbled.rotate(lean, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def wobble(figure: Image.Image, random: Random, reach: float) -> Image.Image:
    """Bend the picture like a sheet of rubber; `reach` in pixels of 1024, edges fixed."""
    cells, side = 4, figure.width / 4
    reach *= figure.width / 1024
    moved = {
        (column, row): (
            column * side + random.uniform(-reach, reach) * (0 < column < cells),
            row * side + random.uniform(-reach, reach) * (0 < row < cells),
        )
        for column in range(cells + 1)
        for row in range(cells + 1)
    }
    mesh = [
        (_cell_box(column, row, side), _quad(moved, column, row))
        for column in range(cells)
        for row in range(cells)
    ]
    return figure.transform(
        figure.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fillcolor=255
    )


def _cell_box(column: int, row: int, side: float) -> tuple[int, int, int, int]:
    left, top = round(column * side), round(row * side)
    return left, top, round((column + 1) * side), round((row + 1) * side)


def _quad(
    moved: dict[tuple[int, int], tuple[float, float]], column: int, row: int
) -> tuple[float, ...]:
    """The four corners in the order that Pillow wants: upper left, then against the clock."""
    corners = ((column, row), (column, row + 1), (column + 1, row + 1), (column + 1, row))
    return tuple(value for corner in corners for value in moved[corner])


def _laid_out(
    figure: Image.Image, brief: Brief, size: tuple[int, int], random: Random
) -> Image.Image:
    """The figure on its sheet as the layout words say; its ink reaches no border."""
    bounds = ImageOps.invert(figure).getbbox() or (0, 0, *figure.size)
    figure = figure.crop(bounds)
    if brief.has(*CLOSE):
        figure = figure.crop((0, 0, figure.width, round(figure.height * 0.82)))
    if brief.has(*LOW):
        figure = _looming(figure)
    figure = _posed(figure, brief)
    share = 0.48 if brief.has(*TINY) else random.uniform(0.66, 0.76)
    sheet = Image.new("L", size, 255)
    scale = min(size[0] * share / figure.width, size[1] * share / figure.height)
    placed = figure.resize(
        (max(round(figure.width * scale), 1), max(round(figure.height * scale), 1)),
        Image.Resampling.LANCZOS,
    )
    corner = ((size[0] - placed.width) // 2, (size[1] - placed.height) // 2)
    sheet.paste(placed, corner)
    if brief.has(*(FRAMED if brief.has(*ALONE) else ROUND)):
        _ring(sheet, random)
    return _paper(sheet, size)


def _posed(figure: Image.Image, brief: Brief) -> Image.Image:
    """Turned as the layout says, and the head as large as the words want it."""
    feet = next((share for words, share in EXAGGERATED.items() if brief.has(words)), 0.0)
    lean = round(figure.width * (0.24 if brief.has(*TURNED) else 0))
    roomy = ImageOps.expand(figure, (lean, 0), 255)
    width, height = roomy.size
    spread = figure.width * feet
    corners = (-lean, 0, -spread, height, width + spread, height, width - lean, 0)
    turned = roomy.transform(
        roomy.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=255
    )
    turned = turned.crop(ImageOps.invert(turned).getbbox())
    seen = 0.74 if brief.has(*SIDE) else 0.88 if brief.has(*TURNED) else 1
    size = (max(round(turned.width * seen), 1), turned.height)
    return turned.resize(size, Image.Resampling.LANCZOS)


def _looming(figure: Image.Image) -> Image.Image:
    """Broader below than above, as seen from the ground."""
    width, height = figure.size
    narrow = width * 0.14
    corners = (-narrow, 0, 0, height, width, height, width + narrow, 0)
    return figure.transform(
        figure.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=255
    )


def _ring(sheet: Image.Image, random: Random) -> None:
    """A round frame, drawn large and reduced so that it is smooth."""
    side = min(sheet.size)
    over = Image.new("L", (side * 2, side * 2), 255)
    draw = ImageDraw.Draw(over)
    for inset, width in ((0.13, 0.018), (0.16 + random.uniform(0, 0.01), 0.01)):
        edge = side * 2 * (inset - 0.05)
        box = (edge, edge, side * 2 - edge, side * 2 - edge)
        draw.ellipse(box, outline=0, width=round(side * 2 * width))
    ring = over.reduce(2)
    corner = ((sheet.width - side) // 2, (sheet.height - side) // 2)
    sheet.paste(0, (*corner, corner[0] + side, corner[1] + side), ImageOps.invert(ring))


def _scene_lines(scene: Image.Image, brief: Brief) -> Image.Image:
    if brief.has("pencil", "graphite", "shaded"):
        drawn = ImageOps.grayscale(styles.pencil(scene))
    else:
        drawn = drawings.weighted(styles.line_art(scene, strength=7), 1)
    return _fading(drawn)


def _fading(drawn: Image.Image) -> Image.Image:
    """Strokes that run out before the border of the sheet."""
    mask = styles.ragged(drawn.size).filter(ImageFilter.BoxBlur(min(drawn.size) / 26))
    inner = mask.point([min(max((value - 120) * 2, 0), 255) for value in range(256)])
    return Image.composite(drawn, Image.new("L", drawn.size, 255), inner)


def made_up(random: Random) -> Image.Image:
    """A friendly creature of circles and curves, for subjects that no drawing shows."""
    side = drawings.WORKING_SIDE
    sheet = Image.new("L", (side * 2, side * 2), 255)
    draw = ImageDraw.Draw(sheet)
    centre, wide, tall = side, side * random.uniform(0.42, 0.55), side * random.uniform(0.5, 0.62)
    pen = round(side * 0.044)
    _limbs(draw, (centre, side), wide, tall, pen, random)
    _ears(draw, (centre, side - tall * 0.82), wide, pen, random)
    box = (centre - wide, side - tall, centre + wide, side + tall)
    draw.ellipse(box, fill=255, outline=0, width=pen)
    _face(draw, (centre, side - tall * 0.25), wide, pen, random)
    return sheet.reduce(2)


def _limbs(
    draw: ImageDraw.ImageDraw,
    centre: tuple[float, float],
    wide: float,
    tall: float,
    pen: int,
    random: Random,
) -> None:
    x, y = centre
    lift = random.uniform(-0.7, 0.4)
    for way in (-1, 1):
        hand = (x + way * wide * 1.5, y + tall * (lift if way > 0 else 0.35))
        draw.line([(x + way * wide * 0.85, y + tall * 0.1), hand], fill=0, width=pen)
        _dot(draw, hand, pen * 1.9, pen)
        foot = (x + way * wide * 0.45, y + tall * 1.28)
        draw.line([(x + way * wide * 0.4, y + tall * 0.85), foot], fill=0, width=pen)
        reach = pen * 2.6
        box = (
            foot[0] - reach + way * pen,
            foot[1] - pen,
            foot[0] + reach + way * pen,
            foot[1] + pen * 1.7,
        )
        draw.ellipse(box, fill=0)


def _ears(
    draw: ImageDraw.ImageDraw, top: tuple[float, float], wide: float, pen: int, random: Random
) -> None:
    kind = random.choice(("round", "pointed", "feelers"))
    for way in (-1, 1):
        x, y = top[0] + way * wide * 0.55, top[1]
        if kind == "round":
            _dot(draw, (x, y), wide * 0.3, pen)
        elif kind == "pointed":
            tip = (x + way * wide * 0.2, y - wide * 0.55)
            outline = [(x - wide * 0.3, y + wide * 0.2), tip, (x + wide * 0.3, y + wide * 0.2)]
            draw.polygon(outline, fill=255, outline=0, width=pen)
        else:
            tip = (x + way * wide * 0.2, y - wide * 0.6)
            draw.line([(x - way * wide * 0.2, y + wide * 0.2), tip], fill=0, width=round(pen * 0.7))
            _dot(draw, tip, pen * 1.3, pen)


def _face(
    draw: ImageDraw.ImageDraw, middle: tuple[float, float], wide: float, pen: int, random: Random
) -> None:
    x, y = middle
    apart, large = wide * random.uniform(0.3, 0.4), wide * random.uniform(0.12, 0.2)
    for way in (-1, 1):
        _dot(draw, (x + way * apart, y), large, round(pen * 0.7))
        pupil = large * 0.5
        at = (x + way * apart + pupil * 0.4, y + pupil * 0.2)
        draw.ellipse((at[0] - pupil, at[1] - pupil, at[0] + pupil, at[1] + pupil), fill=0)
    smile = (x - wide * 0.36, y - wide * 0.05, x + wide * 0.36, y + wide * 0.5)
    draw.arc(smile, 20, 160, fill=0, width=round(pen * 0.8))
    for place in range(random.randint(0, 5)):
        angle = math.radians(40 + place * 25)
        spot = (x + math.cos(angle) * wide * 0.6, y + wide * 0.5 + math.sin(angle) * wide * 0.45)
        _dot(draw, spot, pen * 0.8, round(pen * 0.5))


def _dot(draw: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, pen: int) -> None:
    box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
    draw.ellipse(box, fill=255, outline=0, width=pen)


def _paper(lines: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Lines as an RGB sheet that says of itself that it must stay clean."""
    sheet = Image.merge("RGB", (lines if lines.size == size else lines.resize(size),) * 3)
    sheet.info["lines"] = True
    return sheet
