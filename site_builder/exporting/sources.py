"""The pictures that stand in a site's document, as rows of its owner's library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gallery.exporting import source_type_of
from gallery.models import Image
from site_builder import documents, enrichment
from site_builder.cutting import Point
from site_builder.documents import Document
from site_builder.models import Site
from site_builder.planning import Requirement
from site_builder.rendering import provided_images
from site_builder.slots import SiteSlots

ASSET = "asset:"


@dataclass(frozen=True, slots=True)
class Source:
    """One picture in one place: what the document says of it, and the library's row.

    `requirement` is None where no picture is planned: logos, faces, the owner's own.
    """

    slot_key: str
    said: Mapping[str, Any]
    image: Image
    requirement: Requirement | None

    @property
    def alt(self) -> str:
        said = self.said.get("alt", "")
        return str(said or (self.requirement.alt if self.requirement else "") or self.image.alt)

    @property
    def is_decorative(self) -> bool:
        planned = self.requirement is not None and self.requirement.decorative
        return bool(self.said.get("decorative", planned))

    @property
    def is_generated(self) -> bool:
        """Which the files and the footer say."""
        return is_generated(self.image)

    @property
    def is_stand_in(self) -> bool:
        """It stands for the owner's own work without being it."""
        planned = self.requirement is not None and self.requirement.stand_in
        return planned and self.is_generated

    @property
    def shape(self) -> str:
        """The ratio that it was asked for in; empty for the owner's own, which stay whole."""
        if self.requirement is None or not self.is_generated:
            return ""
        return self.requirement.aspect_ratio

    @property
    def focal_point(self) -> Point:
        return focal_point_of(self.said)


def is_generated(image: Image) -> bool:
    """Whether a model made or changed it."""
    return bool(source_type_of(image)) and bool(image.model)


def focal_point_of(said: Mapping[str, Any]) -> Point:
    """What must stay in sight: the middle, where the document says nothing."""
    point = said.get("focalPoint") or {}
    return float(point.get("x", 0.5)), float(point.get("y", 0.5))


def sources_of(site: Site, slots: SiteSlots) -> list[Source]:
    """In the order of the pages; a picture whose row is gone or in the trash is left out."""
    found = list(placed_images(slots.plan.document))
    images = _images(site, (said["src"] for _, said in found))
    requirements = {state.key: state.requirement for state in slots.states}
    return [
        Source(key, said, images[said["src"]], requirements.get(key))
        for key, said in found
        if said["src"] in images
    ]


def placed_images(document: Document) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What the document says of each picture that it names, by slot key."""
    for page in documents.pages_of(document):
        for placement in page.placements:
            for path, image in provided_images(placement):
                yield f"{page.slug}/{placement.id}/{path}", image


def without_picture(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a place, once its picture is gone."""
    return {name: value for name, value in said.items() if name not in enrichment.FILLED}


def _images(site: Site, addresses: Iterator[str]) -> dict[str, Image]:
    uuids = {address: _uuid(address) for address in addresses if address.startswith(ASSET)}
    known = Image.objects.filter(
        owner_id=site.owner_id,
        trashed_at__isnull=True,
        uuid__in=[uuid for uuid in uuids.values() if uuid],
    )
    rows = {image.uuid: image for image in known}
    return {address: rows[uuid] for address, uuid in uuids.items() if uuid in rows}


def _uuid(address: str) -> UUID | None:
    try:
        return UUID(address.removeprefix(ASSET))
    except ValueError:
        return None
