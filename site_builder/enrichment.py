"""A finished picture into a site's document, and out again; pure.

The owner's own picture is never replaced here, and a slot that is gone takes none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder import documents, pointers
from site_builder.documents import Document

MAX_SIDE_PX = 8192  # that a document may tell
SRCSET_WIDTHS_PX = (480, 800, 1200, 1920)
# What stands in an image because there is a picture, and goes with it.
FILLED = (
    *("src", "width", "height", "blurDataURL", "srcset", "source", "generation"),
    *("attribution", "focalPoint"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A library picture as a document names it; `generation` is empty where the owner chose it."""

    uuid: str
    width: int
    height: int
    blur: str
    source: str
    alt: str = ""
    generation: Mapping[str, str] | None = None

    @property
    def src(self) -> str:
        return asset(self.uuid)

    def as_json(self) -> dict[str, Any]:
        widths = [each for each in SRCSET_WIDTHS_PX if each < self.width] or [self.width]
        scale = min(1, MAX_SIDE_PX / max(self.width, self.height))
        told = {
            "src": self.src,
            "width": round(self.width * scale),
            "height": round(self.height * scale),
            "blurDataURL": self.blur,
            "srcset": [{"src": self.src, "width": each} for each in widths],
            "source": self.source,
            "generation": dict(self.generation or {}),
        }
        return {name: value for name, value in told.items() if value}


def asset(uuid: str) -> str:
    """How a document names a picture of the owner's library."""
    return f"asset:{uuid}"


def image_at(document: Document, slot_key: str) -> Mapping[str, Any] | None:
    """What the document says of the slot's picture, {} for nothing; None where the slot is gone."""
    pointer = documents.locate_picture(document, slot_key)
    if pointer is None:
        return None
    image = pointers.value_at(document, pointer)
    return image if isinstance(image, dict) else {}


def is_made(image: Mapping[str, Any]) -> bool:
    """Put in by the studio: neither the owner's own picture nor one that the owner chose."""
    return image.get("source") == "generated" and bool(image.get("generation"))


def put(
    document: dict[str, Any],
    slot_key: str,
    fill: Fill,
    *,
    replaces: str = "",
    alt: bool = True,
    broken: Collection[str] = (),
) -> dict[str, Any] | None:
    """The document with the picture, unless the slot is gone, off or the owner's: then None.

    `replaces` is the uuid of the slot's made picture so far; `alt`: the picture brings its
    alternative text along, else what stands there stays.  `broken` addresses are no pictures.
    """
    image = image_at(document, slot_key)
    if image is None or image.get("generate") is False:
        return None
    if not documents.is_missing(image) and image["src"] not in {asset(replaces), *broken}:
        return None
    return _with(document, slot_key, _bare(image) | _alt(image, fill, alt) | fill.as_json())


def provide(document: dict[str, Any], slot_key: str, fill: Fill) -> dict[str, Any] | None:
    """The document with a picture that the owner chose; None where the slot is gone."""
    image = image_at(document, slot_key)
    if image is None:
        return None
    kept = _without(_bare(image), "generate", "alt")
    return _with(document, slot_key, kept | _alt(image, fill, alt=True) | fill.as_json())


def take_out(
    document: dict[str, Any], slot_key: str, *, wanted: bool, with_alt: bool = False
) -> dict[str, Any] | None:
    """The document without the slot's picture; None where the slot is gone.

    `wanted`: another may be made, else the owner wants none here.  `with_alt`: its alternative
    text was made for it and goes as well.
    """
    image = image_at(document, slot_key)
    if image is None:
        return None
    kept = _without(_bare(image), "generate", *(["alt"] if with_alt else []))
    return _with(document, slot_key, kept | ({} if wanted else {"generate": False}))


def describe(
    document: dict[str, Any],
    slot_key: str,
    *,
    alt: str | None = None,
    focal_point: tuple[float, float] | None = None,
) -> dict[str, Any] | None:
    """The document with the owner's words for the picture, or what must stay in sight of it."""
    image = image_at(document, slot_key)
    if image is None:
        return None
    changed = dict(image)
    if alt is not None:
        changed["alt"] = alt
    if focal_point is not None:
        x, y = focal_point
        changed["focalPoint"] = {"x": round(x, 3), "y": round(y, 3)}
    return _with(document, slot_key, changed)


def _bare(image: Mapping[str, Any]) -> dict[str, Any]:
    return _without(image, *FILLED)


def _without(image: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in image.items() if name not in names}


def _alt(image: Mapping[str, Any], fill: Fill, alt: bool) -> dict[str, str]:
    says = fill.alt if alt and not image.get("decorative") else ""
    return {"alt": says} if says else {}


def _with(
    document: dict[str, Any], slot_key: str, image: Mapping[str, Any]
) -> dict[str, Any] | None:
    pointer = documents.locate_picture(document, slot_key)
    if pointer is None or not _has_place(document, pointer):
        return None
    return pointers.with_value(document, pointer, dict(image))


def _has_place(document: dict[str, Any], pointer: str) -> bool:
    """A gallery by count gets its entries with its pictures; any other list is the owner's."""
    above, _, last = pointer.rpartition("/")
    if last.isdigit():
        return True
    return not above.endswith(tuple("0123456789")) or pointers.value_at(document, above) is not None
