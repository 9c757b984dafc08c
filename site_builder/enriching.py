"""Finished pictures into their sites' documents: each once, never over the owner's own.

Called when a generation settles, and by a sweep for those whose process died just then; the same
call twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from gallery.models import Image
from site_builder import amending, cutting, documents, enrichment, plans, pointers
from site_builder.enrichment import Fill
from site_builder.models import Origin, PlannedImage, Site
from site_builder.plans import Slot
from studio import turns
from studio.models import Generation
from studio.wording import TIMES

logger = logging.getLogger(__name__)


def enrich(generation_id: int) -> None:
    """Put the generation's picture into every slot that waits for it."""
    rows = PlannedImage.objects.with_news().filter(generation=generation_id)
    for pk in rows.values_list("pk", flat=True):
        _enrich(pk)


def catch_up(*, site_id: int | None = None) -> int:
    """As `enrich`, of all that is finished and not put in, of one site or of all; how many."""
    rows = PlannedImage.objects.with_news()
    if site_id is not None:
        rows = rows.filter(site=site_id)
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        _enrich(pk)
    return len(pks)


@turns.writing()
def _enrich(pk: int) -> None:
    """With the site's row held, so that an owner's save comes before or after."""
    site_id = PlannedImage.objects.values_list("site", flat=True).get(pk=pk)
    site = amending.locked(Site(pk=site_id))
    row = PlannedImage.objects.with_news().select_related("generation__image").filter(pk=pk).first()
    if row is None or row.generation is None or row.generation.image is None:
        return
    current = plans.current(site)
    slot = current.slot(row.slot_key) if current else None
    if current is None or slot is None or not _put(site, row, slot, current.document):
        row.forget()
        logger.info("slot.kept_in_library site=%s generation=%s", site_id, row.generation_id)


def _put(site: Site, row: PlannedImage, slot: Slot, document: Mapping[str, Any]) -> bool:
    """False where the target is gone or the owner's by now."""
    generation = row.generation
    if generation is None or generation.image is None:
        return False
    image, before = generation.image, enrichment.image_at(document, row.slot_key)
    brings_alt = not (before or {}).get("alt") or (row.alt_generated and not row.alt_reviewed)
    change = partial(
        enrichment.put,
        slot_key=row.slot_key,
        fill=_fill(image, generation, row.asked_hash, alt=slot.requirement.alt),
        replaces=str(row.image.uuid) if row.image else "",
        alt=brings_alt,
        broken=site.outside_pictures.failed_addresses(),
    )
    if amending.amend(site, change, origin=Origin.ENRICHED) is None:
        return False
    row.alt_generated = row.alt_generated or brings_alt
    row.appended = row.appended or _is_appended(document, row.slot_key)
    row.image, row.prompt_hash = image, row.asked_hash
    row.crop_note = crop_note(image, slot.requirement.aspect_ratio)
    row.save()
    logger.info("slot.enriched site=%s generation=%s", site.pk, generation.pk)
    return True


def _is_appended(document: Mapping[str, Any], slot_key: str) -> bool:
    """The picture's entry is not the owner's: the gallery was only counted."""
    pointer = documents.locate(document, slot_key) or ""
    above, _, last = pointer.rpartition("/")
    entries = pointers.value_at(document, above) or []
    return last.isdigit() and len(entries) <= int(last)


def _fill(image: Image, generation: Generation | None, prompt_hash: str, *, alt: str) -> Fill:
    return library_fill(image, alt=alt, generation=_told(image, generation, prompt_hash))


def library_fill(image: Image, *, alt: str, generation: Mapping[str, str] | None = None) -> Fill:
    """A picture of the gallery as a document takes it."""
    return Fill(
        uuid=str(image.uuid),
        width=image.width_px,
        height=image.height_px,
        blur=image.placeholder,
        source="generated" if generation or image.model else "uploaded",
        alt=alt,
        generation=generation,
    )


def _told(image: Image, generation: Generation | None, prompt_hash: str) -> dict[str, str]:
    told = {
        "id": str(generation.pk if generation else image.pk),
        "status": "complete",
        "model": image.model,
        "promptHash": prompt_hash,
        "createdAt": image.created_at.isoformat(timespec="seconds"),
    }
    return {name: value for name, value in told.items() if value}


def crop_note(image: Image, aspect_ratio: str) -> str:
    """What is cut off, in words; "" where the picture has the slot's shape."""
    cut = cutting.cut_of(image.width_px, image.height_px, aspect_ratio=aspect_ratio)
    if cut is None:
        return ""
    sides = "top and bottom" if cut.box[2] - cut.box[0] == image.width_px else "left and right"
    return f"Came as {image.width_px} {TIMES} {image.height_px}: cut {sides} to fit {aspect_ratio}."
