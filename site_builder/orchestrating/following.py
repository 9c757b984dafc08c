"""What follows when a generation of a site settles: its picture is put in, and who waited goes on.

Told by the studio's signal, and by a sweep for what the signal did not reach.
"""

from __future__ import annotations

import logging
from datetime import datetime

from gallery.models import Source
from site_builder import amending, enriching, slots
from site_builder.models import PlannedImage, Site
from site_builder.orchestrating import generating
from studio import turns
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.models import Generation, Status
from studio.requesting import RequestRefused

logger = logging.getLogger(__name__)


def follow(generation: Generation, **kwargs: object) -> None:
    """The receiver of the studio's signal."""
    if generation.requested.get("source") != Source.SITE:
        return
    if generation.status == Status.COMPLETE:
        enriching.enrich(generation.pk)
    sites = PlannedImage.objects.filter(generation=generation.pk).values_list("site", flat=True)
    for site_id in set(sites):
        go_on(site_id)


def sweep(now: datetime) -> None:
    """Whatever a lost signal left."""
    enriching.catch_up()
    waiting = PlannedImage.objects.filter(is_awaiting=True, site__deleted_at__isnull=True)
    for site_id in set(waiting.values_list("site", flat=True)):
        go_on(site_id)


@turns.writing()
def go_on(site_id: int) -> None:
    """Ask for what waited for a picture that is there now; let go what waits in vain."""
    if not PlannedImage.objects.filter(site=site_id, is_awaiting=True).exists():
        return
    site = amending.locked(Site(pk=site_id))
    found = slots.of(site)
    states = found.states if found else ()
    waiting = {state.key: state for state in states if state.row and state.row.is_awaiting}
    site.planned_images.filter(is_awaiting=True).exclude(slot_key__in=waiting).update(
        is_awaiting=False
    )
    for state in waiting.values():
        before = found.state(state.requirement.waits_for) if found else None
        if before is None or not before.is_open:
            _go_on(site, state)


def _go_on(site: Site, state: slots.SlotState) -> None:
    """One slot: without its picture or the money it is planned again, and told so."""
    PlannedImage.objects.filter(site=site, slot_key=state.key).update(is_awaiting=False)
    found = slots.of(site)
    if found is None or generating.source_of(found, state) is None:
        return
    try:
        generating.generate(site, by=site.owner, keys=[state.key])
    except (InsufficientBudget, MissingKey, RequestRefused) as error:
        logger.info("slot.not_followed site=%s error=%s", site.pk, type(error).__name__)
