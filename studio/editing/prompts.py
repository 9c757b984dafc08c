"""An edit in the words that the model gets; pure, and the same words for the same edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.editing import grading
from studio.editing.grading import LOOKS, Grade
from studio.editing.regions import Box, Region, Size
from studio.editing.styles import STYLES

_PRESERVE = "Keep the composition, the camera angle and all that is not spoken of as it is."
_BLEND = "Whatever is new has the same light, perspective and sharpness as the rest."
_SEAMLESS = (
    "All else stays exactly as it is, of the same size and where it is, so that the result fits "
    "over the original."
)
THOUSANDTHS = 1000


def instruction(
    *,
    mode: str,
    words: str,
    preserve_composition: bool,
    regions: Sequence[Region] = (),
    crop: Box | None = None,
    size: Size = (1, 1),
    style: str = "",
    grade: Grade | None = None,
    aspect_ratio: str = "",
    references: int = 0,
) -> str:
    """`size` is the whole picture's, `crop` what of it the model sees; `references` come behind."""
    picture = "image 1" if references else "this picture"
    match mode:
        case "region":
            said = [_regions(picture, words, regions, crop or (0, 0, *size), size), _SEAMLESS]
        case "style":
            said = [*_style(picture, style, references), words, _kept(preserve_composition)]
        case "grade":
            said = [_grade(picture, words, grade or Grade()), _kept(preserve_composition)]
        case "extend":
            said = [_extend(picture, aspect_ratio), words]
        case "add":
            said = [f"Edit {picture}: {words}", _BLEND, _kept(preserve_composition)]
        case _:
            said = [f"Edit {picture}: {words}", _kept(preserve_composition)]
    return "\n\n".join(filter(None, said))


def title(
    *,
    mode: str,
    words: str,
    regions: Sequence[Region] = (),
    style: str = "",
    grade: Grade | None = None,
    aspect_ratio: str = "",
) -> str:
    """What the edit is called: the person's own words, else what was chosen."""
    own = [words, *(region.prompt.strip() for region in regions)]
    if said := "; ".join(filter(None, own)):
        return said
    match mode:
        case "style":
            return STYLES[style].label if style else "In another style"
        case "grade":
            return grading.title(grade or Grade())
        case "extend":
            return f"Extended to {aspect_ratio}"
    return ""


def _kept(preserve_composition: bool) -> str:
    return _PRESERVE if preserve_composition else ""


def _regions(picture: str, words: str, regions: Sequence[Region], crop: Box, size: Size) -> str:
    """Each area as the provider's models know them: ymin, xmin, ymax, xmax in thousandths."""
    lines = [
        f"Change {picture} only inside these areas, each given as [ymin, xmin, ymax, xmax] in "
        "thousandths of the height and width:"
    ]
    for region in regions:
        edges = ", ".join(str(edge) for edge in _thousandths(region.in_pixels(size), crop))
        said = ". ".join(filter(None, (words.rstrip("."), region.prompt.strip())))
        lines.append(f"[{edges}] {said}")
    return "\n".join(lines)


def _thousandths(box: Box, crop: Box) -> Iterator[int]:
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    for place in (1, 0, 3, 2):
        start, length = (crop[0], width) if place % 2 == 0 else (crop[1], height)
        yield round((box[place] - start) / length * THOUSANDTHS)


def _style(picture: str, style: str, references: int) -> Iterator[str]:
    if style:
        yield f"Redraw {picture} as {STYLES[style].words}."
    if references:
        shown = "image 2" if references == 1 else f"images 2 to {references + 1}"
        yield (
            f"Redraw {picture} with the look of {shown}: the same medium, palette and brushwork. "
            f"Take over how {shown} {'is' if references == 1 else 'are'} made, not what is shown."
        )
    if not style and not references:
        yield f"Redraw {picture} in another style."
    yield "What the picture shows stays the same."


def _grade(picture: str, words: str, grade: Grade) -> str:
    looks = [LOOKS[grade.look].words] if grade.look else []
    wanted = ", ".join([*looks, *grading.moves(grade), *filter(None, [words])])
    return f"Change nothing but colour and light of {picture}: {wanted}."


def _extend(picture: str, aspect_ratio: str) -> str:
    return (
        f"Extend {picture} to the ratio {aspect_ratio}: continue it beyond its edges, so that it "
        "fills the new shape. All that it shows stays complete and at the same scale, and the new "
        "parts have the same light and style."
    )
