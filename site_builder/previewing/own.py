"""The slots that are the owner's own affair: their pictures, and places that stay without one.

The plan has no row for them, so this list is how the keyboard and a page without script reach them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gallery.models import Image
from site_builder import documents
from site_builder.documents import Placement
from site_builder.library import library_of
from site_builder.models import Site
from site_builder.rendering import images_of
from site_builder.slots import SiteSlots


@dataclass(frozen=True, slots=True)
class OwnSlot:
    """What `site_builder/_own_slots.html` draws; `image` is None where the owner wants none."""

    key: str
    page: str
    title: str
    detail: str
    image: Image | None

    @property
    def said(self) -> str:
        return "Yours" if self.image else "No picture"


def slots_of(site: Site, found: SiteSlots) -> list[OwnSlot]:
    """In the order of the pages; a picture whose file is gone is as if there were none."""
    every = [each for each in _settled(found.plan.document) if found.state(_key(*each[:2])) is None]
    library = library_of(site, (image.get("src", "") for _, _, image in every))
    return [
        OwnSlot(
            key=_key(placement, path),
            page=placement.page,
            title=placement.component_id,
            detail=str(image.get("alt") or placement.page),
            image=library.get(image.get("src", "")),
        )
        for placement, path, image in every
    ]


def _settled(
    document: documents.Document,
) -> Iterator[tuple[Placement, str, Mapping[str, Any]]]:
    """Every image that is there, and every one that is not wanted."""
    placements = (each for page in documents.pages_of(document) for each in page.placements)
    for placement in placements:
        for path, image in images_of(placement):
            if not documents.is_missing(image) or image.get("generate") is False:
                yield placement, path, image


def _key(placement: Placement, path: str) -> str:
    return f"{placement.page}/{placement.id}/{path}"
