"""What the owner can do with the slot that is chosen, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.models import Image
from site_builder import documents, enrichment, slots
from site_builder.library import library_of
from site_builder.models import Site
from site_builder.orchestrating import generating, requests
from site_builder.slots import SiteSlots, SlotState
from studio import wording
from studio.estimating import prices_usd
from studio.requesting import RequestRefused, ResolvedRequest

PLACEHOLDER_WORDS = "warmer"  # of the same price as any other short words


@dataclass(frozen=True, slots=True, kw_only=True)
class Refining:
    """`state` is None where the slot is not the plan's: the owner gave a picture, or wants none."""

    site: Site
    key: str
    state: SlotState | None
    image: Image | None
    alt: str = ""
    alt_is_unread: bool = False  # made up, and nobody has looked at it
    focal_x: int = 50  # per cent
    focal_y: int = 50
    price_usd: Decimal | None = None  # of the picture in other words, or of the first one
    is_decorative: bool = False

    @property
    def is_open(self) -> bool:
        return self.state is not None and self.state.is_open

    @property
    def price(self) -> str:
        return wording.usd_each(self.price_usd) if self.price_usd is not None else ""

    @property
    def title(self) -> str:
        return self.key.split("/")[1]


def of(site: Site, found: SiteSlots, key: str, *, by: AbstractBaseUser) -> Refining | None:
    """None where the document has no such slot."""
    said = enrichment.image_at(found.plan.document, key)
    if said is None:
        return None
    focal = said.get("focalPoint") or {}
    own = Refining(
        site=site,
        key=key,
        state=None,
        image=None,
        alt=str(said.get("alt") or ""),
        focal_x=round(focal.get("x", 0.5) * 100),
        focal_y=round(focal.get("y", 0.5) * 100),
    )
    state = found.state(key)
    if state is None:
        price_usd = _price_again(site, found, key, by=by)
        return replace(own, image=_library_image(site, said), price_usd=price_usd)
    return replace(
        own,
        state=state,
        image=state.image,
        alt=own.alt or state.requirement.alt,
        alt_is_unread=_is_unread(state),
        price_usd=_price(found, state, by=by),
        is_decorative=state.requirement.decorative,
    )


def _is_unread(state: SlotState) -> bool:
    row = state.row
    if row is None or state.image is None or state.requirement.decorative:
        return False
    return row.alt_generated and not row.alt_reviewed


def _library_image(site: Site, said: Mapping[str, Any]) -> Image | None:
    if documents.is_missing(said):
        return None
    return library_of(site, [said["src"]]).get(said["src"])


def _price_again(site: Site, found: SiteSlots, key: str, *, by: AbstractBaseUser) -> Decimal | None:
    """Of a picture that is made after all; None where the plan has no place for one."""
    planned = slots.with_slot(site, found, key)
    state = planned.state(key)
    return _price(planned, state, by=by) if state else None


def _price(found: SiteSlots, state: SlotState, *, by: AbstractBaseUser) -> Decimal | None:
    """None where no model here draws it."""
    try:
        return prices_usd([_request(found, state, by=by)])[0]
    except RequestRefused:
        return None


def _request(found: SiteSlots, state: SlotState, *, by: AbstractBaseUser) -> ResolvedRequest:
    if state.image is not None:
        return requests.changed(state.requirement, state.image, PLACEHOLDER_WORDS, by=by)
    source = generating.source_of(found, state)
    return requests.of_slot(state.requirement, source, by=by)
