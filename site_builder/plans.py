"""The plan of a stored site: its newest valid revision, with what the owner set for each slot.

A picture that was made for a slot stands in the spec like any other, but a plan that took it for
the owner's would forget the slot.  So a plan is made of the spec as it was before: see `unfilled`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from site_builder import documents, enrichment, outside, planning, pointers
from site_builder.models import PlannedImage, Site, SiteSpec
from site_builder.planning import Plan, Requirement
from site_builder.planning.brief import Brief


@dataclass(frozen=True, slots=True)
class Slot:
    """One requirement as it is asked for: the owner's words and tier in place of the planned.

    `row` is None while nobody has touched the slot.
    """

    requirement: Requirement
    planned: Requirement
    row: PlannedImage | None

    @property
    def key(self) -> str:
        return self.requirement.slot_key

    @property
    def is_included(self) -> bool:
        return self.row is None or self.row.included

    @property
    def has_picture(self) -> bool:
        return self.row is not None and self.row.image_id is not None

    @property
    def is_stale(self) -> bool:
        """Its picture was made for other words, or in another quality."""
        if self.row is None or not self.row.image_id or not self.row.prompt_hash:
            return False
        return self.row.prompt_hash != self.requirement.prompt_hash


@dataclass(frozen=True, slots=True)
class SitePlan:
    spec: SiteSpec
    document: Mapping[str, Any]  # pictures included, but for addresses that lead nowhere
    plan: Plan
    slots: tuple[Slot, ...]  # in sequence

    def slot(self, key: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.key == key), None)


def current(site: Site) -> SitePlan | None:
    """None where the site has no valid revision yet: nothing is planned then."""
    spec = site.specs.valid().newest_first().first()
    return of(site, spec, spec.document) if spec and spec.document is not None else None


def of(site: Site, spec: SiteSpec, document: Mapping[str, Any]) -> SitePlan:
    """As it is with this document in place of the spec's own."""
    rows = {row.slot_key: row for row in site.planned_images.with_pictures()}
    document = outside.without(document, site.outside_pictures.failed_addresses())
    bare = unfilled(document, rows.values())
    plan = planning.plan(bare, translations=translations_of(site, document))
    return SitePlan(spec, document, plan, tuple(_slots(plan, rows, document)))


def translations_of(site: Site, document: Mapping[str, Any]) -> dict[str, str]:
    """The owner's words in English so far, by their hash."""
    language = Brief(document).language
    if language == "en":
        return {}
    return dict(site.translations.filter(language=language).values_list("text_sha256", "text"))


def unfilled(document: Mapping[str, Any], rows: Iterable[PlannedImage]) -> dict[str, Any]:
    """A copy of the document without the pictures that were made for its slots.

    What the owner put in is kept, also in a slot that had a made picture before.
    """
    bare: dict[str, Any] = copy.deepcopy(dict(document))
    for row in rows:
        pointer = documents.locate(bare, row.slot_key)
        if pointer is None:
            continue
        image = pointers.value_at(bare, pointer)
        if isinstance(image, dict) and enrichment.is_made(image):
            _empty(image, row)
        if row.appended:
            _lengthen(bare, pointer)
    return bare


def _empty(image: dict[str, Any], row: PlannedImage) -> None:
    for name in (*enrichment.FILLED, *(["alt"] if row.alt_generated else [])):
        image.pop(name, None)


def _lengthen(document: dict[str, Any], pointer: str) -> None:
    """A gallery by count has as many entries as were planned, however many are filled so far."""
    above, _, _ = pointer.rpartition("/")
    entries = pointers.value_at(document, above)
    content = pointers.value_at(document, above.rpartition("/")[0])
    if isinstance(entries, list):
        count = content.get("count", Brief(document).gallery_count)
        entries.extend({} for _ in range(len(entries), count))


def _slots(
    plan: Plan, rows: Mapping[str, PlannedImage], document: Mapping[str, Any]
) -> Iterable[Slot]:
    policy = document.get("imagePolicy", {})
    hashes: dict[str, str] = {}
    for planned in plan.requirements:
        row = rows.get(planned.slot_key)
        requirement = _as_asked(planned, row, policy, hashes)
        hashes[planned.slot_key] = requirement.prompt_hash
        yield Slot(requirement, planned, row)


def _as_asked(
    planned: Requirement,
    row: PlannedImage | None,
    policy: Mapping[str, Any],
    hashes: Mapping[str, str],
) -> Requirement:
    prompt = row.prompt_override if row and row.prompt_override else planned.prompt
    quality = row.quality_override if row and row.quality_override else planned.quality
    size = planning.size_of(quality, policy.get("size", ""))
    return replace(
        planned,
        prompt=prompt,
        quality=quality,
        size=size,
        prompt_hash=planning.prompt_hash(
            prompt=prompt,
            aspect_ratio=planned.aspect_ratio,
            quality=quality,
            size=size,
            seed=policy.get("seed"),
            source=hashes.get(planned.waits_for, ""),
        ),
    )
