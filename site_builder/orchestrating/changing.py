"""What an owner does with the picture of one slot.

Each action holds the site's row, so that it comes before or after a picture that is put in, never
in between.  What a slot shows stays until something else is there.
"""

from __future__ import annotations

import logging
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from gallery.models import Image
from site_builder import amending, enriching, enrichment, slots
from site_builder.models import Origin, PlannedImage, Site
from site_builder.orchestrating import generating, requests
from site_builder.orchestrating.generating import Queued
from site_builder.slots import SlotState
from studio import actions
from studio.models import Status
from studio.requesting import Problem, RequestRefused

logger = logging.getLogger(__name__)

MAX_ALT_CHARACTERS = 240  # as the format has it
MAX_WORDS = 2000  # of an edit


class SlotGone(Exception):
    """The site has no such slot any more."""


class NothingToEdit(RequestRefused):
    def __init__(self) -> None:
        message = "There is no picture here yet. Make one first."
        super().__init__([Problem("slot", message)])


@transaction.atomic
def regenerate(
    site: Site, key: str, *, by: AbstractBaseUser, prompt: str = "", quality: str = ""
) -> Queued:
    """A new picture for the slot; `prompt` replaces the planned one from now on.

    A slot where the owner wanted none, or gave one, is the plan's again.  A failed request is tried
    again as it was where nothing of it has changed.  Raises SlotGone and what a submit raises.
    """
    site = amending.locked(site)
    state = _claimed(site, key)
    prompt = "" if prompt == state.requirement.prompt else prompt
    if prompt or quality:
        _say(site, key, prompt=prompt, quality=quality)
        state = _state(site, key)
    if state.is_open:
        return Queued(generating.batch_of(site))
    if _may_retry(state) and state.generation is not None:
        actions.retry(generation=state.generation, by=by)
        return Queued(generating.batch_of(site), queued=1)
    return generating.generate(site, by=by, keys=[key])


@transaction.atomic
def edit(site: Site, key: str, *, words: str, by: AbstractBaseUser) -> Queued:
    """A new version of the picture that the slot shows.  Raises SlotGone, and as a submit."""
    site = amending.locked(site)
    enriching.catch_up(site_id=site.pk)  # lest the picture that is changed is forgotten
    state = _state(site, key)
    if state.image is None:
        raise NothingToEdit
    if state.is_open:
        return Queued(generating.batch_of(site))
    request = requests.changed(state.requirement, state.image, words[:MAX_WORDS], by=by)
    return generating.ask(site, state, request, by=by)


@transaction.atomic
def provide(site: Site, key: str, image: Image, *, by: AbstractBaseUser) -> None:
    """The owner's choice; nothing that is made for the slot replaces it.  Raises SlotGone."""
    site = amending.locked(site)
    alt = ("" if _has_made_alt(site, key) else _alt_of(site, key)) or image.alt
    change = partial(enrichment.provide, slot_key=key, fill=enriching.library_fill(image, alt=alt))
    row = _amend(site, key, change, by=by)
    row.image = image
    row.save(update_fields=["image"])


@transaction.atomic
def remove(site: Site, key: str, *, by: AbstractBaseUser) -> None:
    """No picture here; the library keeps what there was.  Raises SlotGone."""
    site = amending.locked(site)
    with_alt = _has_made_alt(site, key)
    change = partial(enrichment.take_out, slot_key=key, wanted=False, with_alt=with_alt)
    _amend(site, key, change, by=by)


@transaction.atomic
def describe(
    site: Site,
    key: str,
    *,
    alt: str | None = None,
    focal_point: tuple[float, float] | None = None,
) -> None:
    """The owner's alternative text, and what stays in sight where the layout cuts.

    Raises SlotGone.
    """
    site = amending.locked(site)
    change = partial(enrichment.describe, slot_key=key, alt=alt, focal_point=focal_point)
    _change(site, key, change)
    if alt is not None:
        site.planned_images.filter(slot_key=key).update(alt_reviewed=True)


@transaction.atomic
def cancel(site: Site, key: str, *, by: AbstractBaseUser) -> None:
    """Of one slot what is under way; its picture so far stays."""
    site = amending.locked(site)
    row = site.planned_images.select_related("generation").filter(slot_key=key).first()
    if row is not None:
        _cancel(row, by=by)


@transaction.atomic
def cancel_all(site: Site, *, by: AbstractBaseUser) -> None:
    site = amending.locked(site)
    site.planned_images.filter(is_awaiting=True).update(is_awaiting=False)
    if site.batch is not None:
        actions.cancel_batch(batch=site.batch, by=by)


def _claimed(site: Site, key: str) -> SlotState:
    """The slot as the plan's; what the owner put there or wished away leaves the document."""
    found = generating.slots_of(site)
    if state := found.state(key):
        return state
    _change(site, key, partial(enrichment.take_out, slot_key=key, wanted=True))
    return _state(site, key)


def _state(site: Site, key: str) -> SlotState:
    found = slots.of(site)
    state = found.state(key) if found else None
    if state is None:
        raise SlotGone
    return state


def _may_retry(state: SlotState) -> bool:
    if state.status not in (Status.FAILED, Status.CANCELED) or state.row is None:
        return False
    return state.row.asked_hash == state.requirement.prompt_hash


def _say(site: Site, key: str, *, prompt: str, quality: str) -> None:
    row = generating.row_of(site, key)
    row.prompt_override = prompt or row.prompt_override
    row.quality_override = quality or row.quality_override
    row.save(update_fields=["prompt_override", "quality_override"])


def _alt_of(site: Site, key: str) -> str:
    spec = site.specs.valid().newest_first().first()
    image = enrichment.image_at(spec.document, key) if spec and spec.document else None
    if image is None:
        raise SlotGone
    return str(image.get("alt", ""))


def _has_made_alt(site: Site, key: str) -> bool:
    """What stands there was written for the picture that was made, and nobody has changed it."""
    made = site.planned_images.filter(slot_key=key, alt_generated=True, alt_reviewed=False)
    return made.exists()


def _amend(site: Site, key: str, change: amending.Change, *, by: AbstractBaseUser) -> PlannedImage:
    """The slot's row, which forgets what was made for it."""
    _change(site, key, change)
    row = generating.row_of(site, key)
    _cancel(row, by=by)
    row.forget()
    return row


def _change(site: Site, key: str, change: amending.Change) -> None:
    """Raises SlotGone; a document that says so already stays as it is."""
    spec = site.specs.valid().newest_first().first()
    if spec is None or enrichment.image_at(spec.document or {"pages": []}, key) is None:
        raise SlotGone
    amending.amend(site, change, origin=Origin.EDITED)


def _cancel(row: PlannedImage, *, by: AbstractBaseUser) -> None:
    if row.is_awaiting:
        row.is_awaiting = False
        row.save(update_fields=["is_awaiting"])
    if row.generation is not None and not row.generation.is_settled:
        actions.cancel(generation=row.generation, by=by)
