"""The pictures that stand in a site's document, as rows of its owner's library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gallery.models import Image
from site_builder import enrichment
from site_builder.cutting import Point
from site_builder.library import focal_point_of, is_generated, library_of, placed_images
from site_builder.models import Site
from site_builder.planning import Requirement
from site_builder.slots import SiteSlots


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


def sources_of(site: Site, slots: SiteSlots) -> list[Source]:
    """In the order of the pages; a picture whose row is gone or in the trash is left out."""
    found = list(placed_images(slots.plan.document))
    images = library_of(site, (said["src"] for _, said in found))
    requirements = {state.key: state.requirement for state in slots.states}
    return [
        Source(key, said, images[said["src"]], requirements.get(key))
        for key, said in found
        if said["src"] in images
    ]


def without_picture(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a place, once its picture is gone."""
    return {name: value for name, value in said.items() if name not in enrichment.FILLED}
