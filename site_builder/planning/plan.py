"""A spec into the plan of its pictures: no clock, no chance, no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from site_builder import documents
from site_builder.documents import Document
from site_builder.planning.brief import Brief
from site_builder.planning.ranking import Ranked, ranked
from site_builder.planning.records import NOMINAL_PX, Plan, Requirement, Skip, prompt_hash, size_of
from site_builder.planning.slots import survey
from site_builder.planning.words import Words, Writer


def plan(document: Document, *, translations: Mapping[str, str] | None = None) -> Plan:
    """Of a document that has passed validation; the same document gives the same plan.

    `translations`: English words by the `text_hash` of the owner's, put in place of these.
    """
    brief = Brief(document, translations or {})
    pages = documents.pages_of(document)
    found = survey(brief, pages)
    generate_lazy = bool(brief.policy.get("generateLazy"))
    order = ranked(found.needs, pages, generate_lazy=generate_lazy)
    kept = order[: _fitting(order, brief.max_images)]
    return Plan(
        industry=brief.industry_key,
        entry_page=pages[0].slug,
        provided=found.provided,
        requirements=tuple(_requirements(kept, brief)),
        skips=(*found.skips, *_capped(order[len(kept) :])),
    )


def _fitting(order: Sequence[Ranked], cap: int) -> int:
    """How many are made; a before picture is not made without its after picture."""
    if 0 < cap < len(order) and _are_pair(order[cap - 1], order[cap]):
        return cap - 1
    return min(cap, len(order))


def _are_pair(one: Ranked, other: Ranked) -> bool:
    path = other.need.waits_for
    return bool(path) and other.need.key_of(path) == one.need.slot_key


def _capped(cut: Sequence[Ranked]) -> list[Skip]:
    each = Counter((one.need.placement.pointer, one.need.placement.component_id) for one in cut)
    return [Skip(*placement, "site_cap", slots) for placement, slots in each.items()]


def _requirements(kept: Sequence[Ranked], brief: Brief) -> list[Requirement]:
    writer = Writer(brief)
    hashes: dict[str, str] = {}
    made = []
    for sequence, one in enumerate(kept, start=1):
        requirement = _requirement(sequence, one, brief, writer.words_for(one.need), hashes)
        hashes[requirement.slot_key] = requirement.prompt_hash
        made.append(requirement)
    return made


def _requirement(
    sequence: int, one: Ranked, brief: Brief, words: Words, hashes: dict[str, str]
) -> Requirement:
    need, policy = one.need, brief.policy
    quality = need.image.get("quality", policy.get("quality", "flash"))
    size = size_of(quality, policy.get("size", ""))
    width, height = NOMINAL_PX[need.aspect_ratio]
    waits_for = need.key_of(need.waits_for) if need.waits_for else ""
    return Requirement(
        sequence=sequence,
        slot_key=need.slot_key,
        pointer=need.pointer,
        page=need.placement.page,
        component_id=need.placement.component_id,
        role=need.slot["role"],
        priority=one.priority,
        stage=one.stage,
        aspect_ratio=need.aspect_ratio,
        width=width,
        height=height,
        quality=quality,
        size=size,
        strategy=need.slot["strategy"],
        decorative=need.is_decorative,
        stand_in=_stands_in(one, brief),
        mode="edit" if waits_for else "generate",
        waits_for=waits_for,
        subject=words.subject,
        owner_text=words.owner_text,
        is_translated=words.is_translated,
        prompt=words.prompt,
        prompt_hash=prompt_hash(
            prompt=words.prompt,
            aspect_ratio=need.aspect_ratio,
            quality=quality,
            size=size,
            seed=policy.get("seed"),
            source=hashes.get(waits_for, ""),
        ),
        alt=words.alt,
        alt_source=words.alt_source,
    )


def _stands_in(one: Ranked, brief: Brief) -> bool:
    """The picture takes the place of the owner's own work, of a person or of a result."""
    shows_work = one.need.slot["strategy"] == "gallery-set" and brief.industry["proof_of_work"]
    return bool(one.need.slot["stand_in"] or shows_work)
