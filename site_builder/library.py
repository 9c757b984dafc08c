"""Which of the owner's pictures stand in a site's document, and what it says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from gallery.exporting import source_type_of
from gallery.models import Image
from site_builder import documents
from site_builder.cutting import Point
from site_builder.documents import Document
from site_builder.models import Site
from site_builder.rendering import provided_images

ASSET = "asset:"


def placed_images(document: Document) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What the document says of each picture that it names, by slot key."""
    for page in documents.pages_of(document):
        for placement in page.placements:
            for path, image in provided_images(placement):
                yield f"{page.slug}/{placement.id}/{path}", image


def library_of(site: Site, addresses: Iterable[str]) -> dict[str, Image]:
    """By address; one that names no picture of the owner's, or one in the trash, is left out."""
    uuids = {address: _uuid(address) for address in addresses if address.startswith(ASSET)}
    known = Image.objects.visible_to(site.owner).filter(
        uuid__in=[uuid for uuid in uuids.values() if uuid]
    )
    rows = {image.uuid: image for image in known}
    return {address: rows[uuid] for address, uuid in uuids.items() if uuid in rows}


def _uuid(address: str) -> UUID | None:
    try:
        return UUID(address.removeprefix(ASSET))
    except ValueError:
        return None


def is_generated(image: Image) -> bool:
    """Whether a model made or changed it."""
    return bool(source_type_of(image)) and bool(image.model)


def focal_point_of(said: Mapping[str, Any]) -> Point:
    """What must stay in sight: the middle, where the document says nothing."""
    point = said.get("focalPoint") or {}
    return float(point.get("x", 0.5)), float(point.get("y", 0.5))
