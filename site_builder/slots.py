"""Where each slot of a site stands, read from its newest generation and from the document.

The database keeps no status of a slot, so none can be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gallery.models import Image
from site_builder import enrichment, plans
from site_builder.models import PlannedImage, Site
from site_builder.planning import Requirement
from studio.models import OPEN, Generation, Status

PLANNED = "planned"  # nothing was asked for yet; the other words are those of a generation


@dataclass(frozen=True, slots=True)
class SlotState:
    """`image` is what the slot shows: while another one is made, the picture so far."""

    slot: plans.Slot
    status: str
    image: Image | None = None
    generation: Generation | None = None  # the newest

    @property
    def key(self) -> str:
        return self.slot.key

    @property
    def requirement(self) -> Requirement:
        return self.slot.requirement

    @property
    def row(self) -> PlannedImage | None:
        return self.slot.row

    @property
    def is_included(self) -> bool:
        return self.slot.is_included

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_stale(self) -> bool:
        return self.status == Status.COMPLETE and self.slot.is_stale

    @property
    def has_picture(self) -> bool:
        return self.image is not None

    @property
    def error_code(self) -> str:
        return self.generation.error_code if self.generation else ""


@dataclass(frozen=True, slots=True)
class SiteSlots:
    """All slots of a site's newest valid revision, in the plan's sequence."""

    plan: plans.SitePlan
    states: tuple[SlotState, ...]

    @property
    def included(self) -> list[SlotState]:
        return [state for state in self.states if state.is_included]

    def state(self, key: str) -> SlotState | None:
        return next((state for state in self.states if state.key == key), None)


def of(site: Site) -> SiteSlots | None:
    """None where the site has no valid revision: then nothing is planned."""
    plan = plans.current(site)
    return _with_states(plan) if plan else None


def with_slot(site: Site, found: SiteSlots, key: str) -> SiteSlots:
    """As it would be without what the owner gave for the slot, or wished away there."""
    document = enrichment.take_out(dict(found.plan.document), key, wanted=True)
    return _with_states(plans.of(site, found.plan.spec, document)) if document else found


def _with_states(plan: plans.SitePlan) -> SiteSlots:
    return SiteSlots(plan, tuple(_states(plan.slots, plan.document)))


def _states(slots: Iterable[plans.Slot], document: Mapping[str, Any]) -> Iterator[SlotState]:
    for slot in slots:
        row = slot.row
        generation = row.generation if row else None
        image = _shown(slot, document)
        yield SlotState(slot, _status(row, generation, image), image, generation)


def _status(row: PlannedImage | None, generation: Generation | None, image: Image | None) -> str:
    if row is not None and row.is_awaiting:
        return Status.PENDING
    if generation is not None and generation.status != Status.COMPLETE:
        return generation.status
    return Status.COMPLETE if image else PLANNED


def _shown(slot: plans.Slot, document: Mapping[str, Any]) -> Image | None:
    """The picture that just came, else the one that stands in the document."""
    row = slot.row
    if row is None:
        return None
    if row.has_news and row.generation:
        return row.generation.image
    image = row.image
    if image is None or image.trashed_at is not None:
        return None
    said = enrichment.image_at(document, slot.key) or {}
    return image if said.get("src") == enrichment.asset(str(image.uuid)) else None
