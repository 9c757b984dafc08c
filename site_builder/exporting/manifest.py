"""What each picture file of an export is: where from, of what kind, under which licence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gallery.embedding import SOURCE_TYPES
from gallery.exporting import source_type_of
from site_builder.cutting import Cut
from site_builder.exporting.encoding import File
from site_builder.exporting.sources import Source

LICENCE_OF_MADE = (
    "Made with a generative model for the owner of this site. The provider's terms of use apply."
)
LICENCE_OF_OWN = "Provided by the owner of this site."


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the images folder with the picture that it shows."""

    file: File
    source: Source
    cut: Cut | None = None

    @property
    def path(self) -> str:
        return f"images/{self.file.name}"


def manifest(listed: Iterable[Listed], *, site_name: str) -> dict[str, Any]:
    """As `images/manifest.json` has it."""
    return {
        "schema": "site-images",
        "version": "1.0",
        "site": site_name,
        "files": [_entry(each) for each in sorted(listed, key=lambda each: each.path)],
    }


def _entry(listed: Listed) -> dict[str, Any]:
    source, file = listed.source, listed.file
    made = _made(listed) if source.is_generated else {}
    said = {
        "path": listed.path,
        "sha256": file.sha256,
        "bytes": len(file.data),
        "width": file.width,
        "height": file.height,
        "slotKey": source.slot_key,
        "alt": "" if source.is_decorative else source.alt,
        "source": "generated" if source.is_generated else source.said.get("source", "uploaded"),
        "standIn": source.is_stand_in,
        "licence": LICENCE_OF_MADE if made.get("digitalSourceType") else LICENCE_OF_OWN,
    }
    told = made | {"attribution": source.said.get("attribution")}
    return said | {name: value for name, value in told.items() if value not in ("", None)}


def _made(listed: Listed) -> dict[str, Any]:
    """What only a picture that a model made has to tell."""
    source, image = listed.source, listed.source.image
    kind = source_type_of(image)
    return {
        "model": image.model,
        "tier": image.tier,
        "created": image.created_at.isoformat(timespec="seconds"),
        "prompt": image.prompt,
        "promptHash": (source.said.get("generation") or {}).get("promptHash", ""),
        "seed": image.details.get("seed"),
        "costUsd": _text(image.details.get("cost_usd")),
        "editedFrom": _edited_from(source),
        "cutFrom": _cut_from(listed.cut),
        "digitalSourceType": f"{SOURCE_TYPES}{kind}" if kind else "",
    }


def _edited_from(source: Source) -> str:
    """The uuid of the picture that it was made from."""
    version = getattr(source.image, "version", None)
    parent = getattr(version, "parent", None) if version is not None else None
    return str(parent.uuid) if parent is not None else ""


def _cut_from(cut: Cut | None) -> dict[str, int] | None:
    """The size that it came in, where that was not the slot's shape."""
    return {"width": cut.width_px, "height": cut.height_px} if cut else None


def _text(value: object) -> str:
    return "" if value is None else str(value)
