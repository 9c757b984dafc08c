"""What every slot and every other image of a site shows in its preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gallery.models import Image, Source
from site_builder.library import focal_point_of, is_generated, library_of, placed_images
from site_builder.models import Site
from site_builder.previewing import addresses
from site_builder.previewing.pieces import Piece
from site_builder.rendering import Picture
from site_builder.slots import SiteSlots, SlotState

PROVIDED = "provided"


def pictures_of(site: Site, found: SiteSlots, word: str) -> dict[str, Picture]:
    """By slot key: the plan's slots as they stand, and what the owner gave."""
    document = found.plan.document
    given = dict(placed_images(document))
    library = library_of(site, (image["src"] for image in given.values()))
    shown = {
        key: _provided(word, image, library.get(image["src"]), status=PROVIDED)
        for key, image in given.items()
    }
    return shown | {state.key: of_state(word, state, given) for state in found.states}


def of_state(word: str, state: SlotState, said: Mapping[str, Mapping[str, Any]]) -> Picture:
    """`said` is what the document says of the images that it holds, by slot key."""
    wanted, about = state.requirement, said.get(state.key, {})
    alt = str(about.get("alt") or wanted.alt)
    if state.image is None:
        return Picture(
            status=state.status,
            stand_in=wanted.stand_in,
            decorative=wanted.decorative,
            alt=alt,
        )
    return _picture(
        word,
        state.image,
        about,
        alt=alt,
        status=state.status,
        stand_in=wanted.stand_in,
        decorative=wanted.decorative,
        generated=True,
        aspect_ratio=wanted.aspect_ratio if is_generated(state.image) else "",
    )


def _provided(word: str, about: Mapping[str, Any], image: Image | None, *, status: str) -> Picture:
    """Without its file it is as if there were none: the page shows the fallback."""
    alt, decorative = str(about.get("alt", "")), bool(about.get("decorative"))
    if image is None:
        return Picture(status=status, alt=alt, decorative=decorative)
    return _picture(
        word,
        image,
        about,
        alt=alt,
        status=status,
        decorative=decorative,
        generated=image.source != Source.UPLOADED,
    )


def _picture(
    word: str, image: Image, about: Mapping[str, Any], *, aspect_ratio: str = "", **told: Any
) -> Picture:
    """`aspect_ratio` is that of a slot which takes no other; empty: the picture keeps its own."""
    focal_point = focal_point_of(about)
    piece = Piece.of(image, aspect_ratio, focal_point) if aspect_ratio else None
    width, height = piece.size_px if piece else (image.width_px, image.height_px)
    sources = _sources(word, image, piece.word if piece else "", share=width / image.width_px)
    x, y = piece.cut.moved(focal_point) if piece else focal_point
    return Picture(
        src=sources[min(1, len(sources) - 1)][0],
        srcset=", ".join(f"{url} {width_px}w" for url, width_px in sources),
        width=width,
        height=height,
        blur=image.placeholder,
        focal_x=x,
        focal_y=y,
        **told,
    )


def _sources(word: str, image: Image, piece: str, *, share: float) -> list[tuple[str, int]]:
    """Addresses with how wide each picture comes; `share` of the width is what the piece has."""
    widths = [each for each in addresses.WIDTHS_PX if each < image.width_px]
    widths = [*widths, min(image.width_px, addresses.WIDTHS_PX[-1])]
    return [
        (addresses.picture_url(word, image, each, piece=piece), round(each * share))
        for each in dict.fromkeys(widths)
    ]
