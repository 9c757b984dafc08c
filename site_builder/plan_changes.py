"""What the owner changed on the plan page: words, tiers, what is left out, HD and opt-ins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from gallery.ids import as_id
from site_builder import amending, opt_ins, pointers, slots
from site_builder.models import Origin, PlannedImage, Quality, Site
from site_builder.slots import SiteSlots, SlotState
from studio.turns import writing

MAX_PROMPT_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Changes:
    """As the form says it, by slot key; `shown` are the keys whose box to include was there."""

    revision: int
    translations: int | None  # how many there were; None: the page did not say
    prompts: Mapping[str, str]
    qualities: Mapping[str, str]
    shown: frozenset[str]
    included: frozenset[str]
    hd: bool | None = None  # None: the switch was not there
    opt_ins: Mapping[str, bool] = field(default_factory=dict)

    @property
    def errors(self) -> dict[str, str]:
        return {
            key: f"At most {MAX_PROMPT_CHARACTERS:,} characters fit; these are {len(prompt):,}."
            for key, prompt in self.prompts.items()
            if len(prompt) > MAX_PROMPT_CHARACTERS
        }


class Outdated(Exception):
    """The spec was changed or translated since the page was drawn: its words may be of another."""


def read(said: Any) -> Changes:
    """Of a form's fields: `prompt:<key>`, `quality:<key>`, `include`, `shown`, `opt-in` …"""
    wanted = set(said.getlist("opt-in"))
    return Changes(
        revision=as_id(said.get("revision", "")) or 0,
        translations=as_id(said.get("translations", "")),
        prompts={key: _plain(said[f"prompt:{key}"]) for key in _keys(said, "prompt:")},
        qualities={key: said[f"quality:{key}"] for key in _keys(said, "quality:")},
        shown=frozenset(said.getlist("shown")),
        included=frozenset(said.getlist("include")),
        hd="hd" in said if "hd-shown" in said else None,
        opt_ins={value: value in wanted for value in said.getlist("opt-in-shown")},
    )


def apply(site: Site, changes: Changes) -> bool:
    """Whether the plan itself is another one now; raises Outdated."""
    with writing():
        held = amending.locked(site)
        found = slots.of(held)
        if found is None or _is_outdated(held, changes):
            raise Outdated
        turns_hd = changes.hd is not None and changes.hd != _is_hd(found)
        for state in found.states:
            _change_slot(held, state, changes, keeps_quality=not turns_hd)
        wishes = {
            wish.value
            for wish in opt_ins.of(found.plan.document, found.plan.plan.industry)
            if changes.opt_ins.get(wish.value, wish.is_on) != wish.is_on and not wish.refused
        }
        if turns_hd:
            PlannedImage.objects.filter(site=held).update(quality_override="")
        change = partial(_changed, changes=changes, turns_hd=turns_hd, wishes=wishes)
        return amending.amend(held, change, origin=Origin.PLANNED) is not None


def _is_outdated(site: Site, changes: Changes) -> bool:
    if changes.translations not in (None, site.translations.count()):
        return True
    return is_behind(site, changes.revision)


def is_behind(site: Site, revision: int) -> bool:
    """The owner has saved since; pictures that were put in change nothing of a plan."""
    since = site.specs.filter(revision__gt=revision)
    return since.exclude(origin=Origin.ENRICHED).exists()


def _is_hd(found: SiteSlots) -> bool:
    policy = found.plan.document.get("imagePolicy", {})
    return bool(policy.get("quality") == Quality.PRO)


def _change_slot(site: Site, state: SlotState, changes: Changes, *, keeps_quality: bool) -> None:
    row = state.row or PlannedImage(site=site, slot_key=state.key)
    before = (row.prompt_override, row.quality_override, row.included)
    planned = state.slot.planned
    prompt = changes.prompts.get(state.key)
    if prompt is not None:
        row.prompt_override = "" if prompt == planned.prompt else prompt
    quality = changes.qualities.get(state.key, "")
    if keeps_quality and quality in Quality.values:
        row.quality_override = "" if quality == planned.quality else quality
    if state.key in changes.shown:
        row.included = state.key in changes.included
    if (row.prompt_override, row.quality_override, row.included) != before:
        row.save()


def _changed(
    document: dict[str, Any], *, changes: Changes, turns_hd: bool, wishes: set[str]
) -> dict[str, Any]:
    if turns_hd:
        quality = str(Quality.PRO if changes.hd else Quality.FLASH)
        document = pointers.with_value(document, "/imagePolicy/quality", quality)
    for value in sorted(wishes):
        document = opt_ins.with_opt_in(document, value, on=changes.opt_ins[value])
    return document


def _keys(said: Any, prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in said if name.startswith(prefix)]


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
