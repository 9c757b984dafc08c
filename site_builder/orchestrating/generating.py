"""A site's pictures asked for, in the plan's sequence, in the site's one batch.

Whoever presses twice asks once: the site's row is the lock, and what is under way is not asked for
again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from gallery.models import Image
from site_builder import amending, enriching, slots
from site_builder.models import PlannedImage, Site
from site_builder.orchestrating import requests
from site_builder.planning import Requirement, size_of
from site_builder.slots import PLANNED, SiteSlots, SlotState
from studio import actions
from studio.estimating import prices_usd
from studio.ledger import InsufficientBudget
from studio.models import Batch, Generation, Status
from studio.requesting import Problem, RequestRefused, ResolvedRequest

logger = logging.getLogger(__name__)

TO_DO = (PLANNED, Status.CANCELED)  # what a whole site still wants; a failed one is tried alone
LAZY = "lazy"


class NothingPlanned(Exception):
    """The site has no valid spec, so there is no plan."""


@dataclass(slots=True)
class Queued:
    """What became of a wish: `left_out` stay planned, as the budget does not reach for them."""

    batch: Batch
    queued: int = 0
    reused: int = 0  # this very picture is there already
    awaiting: int = 0  # behind the pictures that they change
    left_out: int = 0
    shortage: InsufficientBudget | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Ask:
    state: SlotState
    row: PlannedImage
    request: ResolvedRequest


def wanted(
    site_slots: SiteSlots, *, keys: Sequence[str] | None = None, include_lazy: bool = False
) -> list[SlotState]:
    """What a press on Generate asks for; `keys` name slots whatever their stage and their state.

    Raises RequestRefused where a key names no slot of the plan.
    """
    if keys is None:
        return [
            state
            for state in site_slots.included
            if state.status in TO_DO and (include_lazy or state.requirement.stage != LAZY)
        ]
    _refuse_unknown(site_slots, keys)
    return [state for state in site_slots.states if state.key in keys and not state.is_open]


def requirements_of(
    found: SiteSlots,
    *,
    keys: Sequence[str] | None = None,
    include_lazy: bool = False,
    quality: str = "",
) -> list[Requirement]:
    """What `generate` would ask for, for its price.  Raises RequestRefused like `wanted`."""
    chosen = wanted(found, keys=keys, include_lazy=include_lazy)
    policy = found.plan.document.get("imagePolicy", {})
    return [
        replace(state.requirement, quality=quality, size=size_of(quality, policy.get("size", "")))
        if quality
        else state.requirement
        for state in chosen
    ]


def _refuse_unknown(site_slots: SiteSlots, keys: Sequence[str]) -> None:
    known = {state.key for state in site_slots.states}
    if unknown := [key for key in keys if key not in known]:
        message = f"The plan has no slot “{unknown[0]}”."
        raise RequestRefused([Problem("slots", message)])


@transaction.atomic
def generate(
    site: Site,
    *,
    by: AbstractBaseUser,
    keys: Sequence[str] | None = None,
    include_lazy: bool = False,
    quality: str = "",
) -> Queued:
    """Queue what is wanted, as far as the budget reaches.

    Raises NothingPlanned, RequestRefused, MissingKey, and InsufficientBudget where it does not
    reach for a single picture.
    """
    site = amending.locked(site)
    enriching.catch_up(site_id=site.pk)  # lest a picture that just came is forgotten
    found = slots_of(site)
    chosen = wanted(found, keys=keys, include_lazy=include_lazy)
    if quality and chosen:
        _set_quality(site, chosen, quality)
        found = slots_of(site)
        chosen = wanted(found, keys=[state.key for state in chosen])
    queued = Queued(batch_of(site))
    asks = _asks(site, found, chosen, queued, by=by, may_reuse=keys is None)
    _queue_what_fits(asks, queued, by=by)
    if queued.reused:
        transaction.on_commit(partial(enriching.catch_up, site_id=site.pk))
    logger.info("site.generate id=%s queued=%s left=%s", site.pk, queued.queued, queued.left_out)
    return queued


def slots_of(site: Site) -> SiteSlots:
    found = slots.of(site)
    if found is None:
        raise NothingPlanned
    return found


def batch_of(site: Site) -> Batch:
    """The one batch of the site, its cap as the site has it now."""
    if site.batch is None:
        site.batch = Batch.objects.create(owner=site.owner, name=site.name, is_list=True)
        site.save(update_fields=["batch"])
    if site.batch.max_in_flight != site.parallel:
        site.batch.max_in_flight = site.parallel
        site.batch.save(update_fields=["max_in_flight"])
    return site.batch


def row_of(site: Site, key: str) -> PlannedImage:
    return PlannedImage.objects.get_or_create(site=site, slot_key=key)[0]


def ask(site: Site, state: SlotState, request: ResolvedRequest, *, by: AbstractBaseUser) -> Queued:
    """Queue one request for one slot; raises what `studio.actions.extend` raises."""
    queued = Queued(batch_of(site))
    _extend([_Ask(state, row_of(site, state.key), request)], queued, by=by)
    return queued


def _set_quality(site: Site, chosen: Sequence[SlotState], quality: str) -> None:
    for state in chosen:
        row = row_of(site, state.key)
        row.quality_override = quality
        row.save(update_fields=["quality_override"])


def _asks(
    site: Site,
    found: SiteSlots,
    chosen: Sequence[SlotState],
    queued: Queued,
    *,
    by: AbstractBaseUser,
    may_reuse: bool,
) -> list[_Ask]:
    """Those that have to be drawn now; the others are dealt with here."""
    asks = []
    for state in chosen:
        row = row_of(site, state.key)
        source = source_of(found, state)
        if state.requirement.waits_for and source is None:
            _await(row)
            queued.awaiting += 1
        elif may_reuse and (known := _known_picture(site, state)):
            _reuse(row, state, known)
            queued.reused += 1
        else:
            asks.append(_Ask(state, row, requests.of_slot(state.requirement, source, by=by)))
    return asks


def source_of(found: SiteSlots, state: SlotState) -> Image | None:
    """The finished picture that the slot's picture is made from; None where it needs none."""
    before = found.state(state.requirement.waits_for) if state.requirement.waits_for else None
    return before.image if before and not before.is_open else None


def _await(row: PlannedImage) -> None:
    row.is_awaiting, row.generation = True, None
    row.save(update_fields=["is_awaiting", "generation"])


def _known_picture(site: Site, state: SlotState) -> PlannedImage | None:
    """Of this site, for the very same request."""
    rows = PlannedImage.objects.filter(
        site=site,
        prompt_hash=state.requirement.prompt_hash,
        image__trashed_at__isnull=True,
        generation__image__isnull=False,
    )
    return rows.exclude(slot_key=state.key).select_related("generation").first()


def _reuse(row: PlannedImage, state: SlotState, known: PlannedImage) -> None:
    """The slot has news at once: the enricher puts them in like a picture that just came."""
    row.generation, row.asked_hash = known.generation, state.requirement.prompt_hash
    row.is_awaiting = False
    row.save(update_fields=["generation", "asked_hash", "is_awaiting"])


def _queue_what_fits(asks: Sequence[_Ask], queued: Queued, *, by: AbstractBaseUser) -> None:
    """All, else as many from the first on as there is money for."""
    fitting = list(asks)
    while fitting:
        try:
            _extend(fitting, queued, by=by)
            return
        except InsufficientBudget as error:
            queued.shortage = error
            fitting = _within(fitting, error)
            queued.left_out = len(asks) - len(fitting)
    if queued.shortage is not None and not queued.reused:
        raise queued.shortage


def _within(asks: Sequence[_Ask], error: InsufficientBudget) -> list[_Ask]:
    left, fitting = error.available_usd, []
    for each, price in zip(asks, prices_usd([one.request for one in asks]), strict=True):
        left -= price
        if left < 0:
            break
        fitting.append(each)
    return fitting[: len(asks) - 1]  # fewer at each try, whatever the figures say


def _extend(asks: Sequence[_Ask], queued: Queued, *, by: AbstractBaseUser) -> None:
    made: list[Generation] = actions.extend(queued.batch, [each.request for each in asks], by=by)
    for each, generation in zip(asks, made, strict=True):
        each.row.generation, each.row.is_awaiting = generation, False
        each.row.asked_hash = each.state.requirement.prompt_hash
        each.row.save(update_fields=["generation", "is_awaiting", "asked_hash"])
    queued.queued += len(made)
