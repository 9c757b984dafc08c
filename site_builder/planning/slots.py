"""Which pictures each placement has, needs and does without, in the order of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from site_builder import documents
from site_builder.documents import Page, Placement
from site_builder.planning.brief import Brief
from site_builder.planning.records import Skip

NOT_RECORDED = ("navigation", "footer")  # a missing logo there is nothing to tell


@dataclass(frozen=True, slots=True)
class Need:
    """One picture that is to be made, before it is ranked."""

    placement: Placement
    slot: Mapping[str, Any]  # of the catalogue
    path: str  # "sections.0.image"
    index: int
    image: Mapping[str, Any]
    entry: Mapping[str, Any]  # what the picture belongs to: the section, the service …
    aspect_ratio: str
    waits_for: str = ""  # the path of the before picture
    is_after: bool = False

    @property
    def is_grid(self) -> bool:
        return bool(self.slot["role"] == "grid")

    @property
    def slot_key(self) -> str:
        return self.key_of(self.path)

    @property
    def pointer(self) -> str:
        return f"{self.placement.pointer}/content/{self.path.replace('.', '/')}"

    @property
    def is_decorative(self) -> bool:
        return bool(self.slot["decorative"] or self.image.get("decorative"))

    def key_of(self, path: str) -> str:
        return f"{self.placement.page}/{self.placement.id}/{path}"


@dataclass(slots=True)
class Survey:
    """What was found on all pages."""

    needs: list[Need] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    provided: int = 0

    def skip(self, placement: Placement, reasons: Mapping[str, int]) -> None:
        """Nothing is told of a reason that meets no picture."""
        self.skips += [
            Skip(placement.pointer, placement.component_id, reason, slots)
            for reason, slots in reasons.items()
            if slots
        ]


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry of a slot's list: a picture, or a before/after pair."""

    index: int
    entry: Mapping[str, Any]
    pictures: tuple[tuple[str, Mapping[str, Any]], ...]  # path and image


def survey(brief: Brief, pages: list[Page]) -> Survey:
    found = Survey()
    for placement in (placement for page in pages for placement in page.placements):
        if placement.component is None:
            skip = Skip(placement.pointer, placement.component_id, "unknown_component", 0)
            found.skips.append(skip)
            continue
        for slot in placement.component["image_slots"]:
            _take_slot(found, brief, placement, slot)
        for never in placement.component["never_generated"]:
            _take_never(found, placement, never)
    return found


def _take_slot(found: Survey, brief: Brief, placement: Placement, slot: Mapping[str, Any]) -> None:
    items = list(_items(placement, slot, brief.gallery_count))
    images = [image for item in items for _, image in item.pictures]
    groups = list(filter(None, (_needed(placement, slot, item) for item in items)))
    unmet = _unmet(brief, placement, slot)
    kept = 0 if unmet else int(slot["cap"])
    found.provided += sum(not documents.is_missing(image) for image in images)
    found.needs += chain.from_iterable(groups[:kept])
    found.skip(placement, {"owner_off": sum(map(_is_off, images))})
    left_out = sum(map(len, groups[kept:]))
    found.skip(placement, {unmet or "over_component_cap": left_out})


def _items(placement: Placement, slot: Mapping[str, Any], gallery_count: int) -> Iterator[_Item]:
    """Of a path like `image`, `features[].image`, `images[]` or `comparisons[].before+after`."""
    name, is_list, fields = slot["path"].partition("[]")
    if not is_list:
        yield _Item(0, placement.content, ((name, placement.content.get(name, {})),))
        return
    entries = placement.content.get(name, [])
    if not fields and not entries:
        entries = [{}] * placement.content.get("count", gallery_count)
    for index, entry in enumerate(entries):
        base = f"{name}.{index}"
        if fields:
            names = fields.removeprefix(".").split("+")
            pictures = tuple((f"{base}.{each}", entry.get(each, {})) for each in names)
        else:
            pictures = ((base, entry),)
        yield _Item(index, entry, pictures)


def _needed(placement: Placement, slot: Mapping[str, Any], item: _Item) -> list[Need]:
    first_path, first_image = item.pictures[0]
    ratio = _aspect_ratio(placement, slot, item.index)
    return [
        Need(
            placement=placement,
            slot=slot,
            path=path,
            index=item.index,
            image=image,
            entry=item.entry,
            aspect_ratio=image.get("aspectRatio", ratio),
            waits_for="" if path == first_path or _is_off(first_image) else first_path,
            is_after=path != first_path,
        )
        for path, image in item.pictures
        if documents.is_missing(image) and not _is_off(image)
    ]


def _is_off(image: Mapping[str, Any]) -> bool:
    """The owner wants no picture here."""
    return documents.is_missing(image) and image.get("generate") is False


def _aspect_ratio(placement: Placement, slot: Mapping[str, Any], index: int) -> str:
    aspect = slot["aspect"]
    if isinstance(aspect, str):
        return aspect
    by = placement.variant if aspect["by"] == "variant" else placement.field(aspect["by"])
    if index == 0 and by in aspect.get("first", {}):
        return str(aspect["first"][by])
    if cycle := aspect.get("cycle", {}).get(by):
        return str(cycle[index % len(cycle)])
    # A variant without pictures has no ratio of its own; its slots are skipped all the same.
    return str(aspect["map"].get(by, "1:1"))


def _unmet(brief: Brief, placement: Placement, slot: Mapping[str, Any]) -> str:
    """Why the slot's pictures are not wanted; "" where they are."""
    when = slot["when"]
    if "variant" in when and placement.variant not in when["variant"]:
        return "variant_without_image"
    if "field" in when and placement.field(when["field"]) != when["equals"]:
        return "not_requested"
    if "policy" in when and brief.policy.get(when["policy"]) != when["equals"]:
        return "opt_in_off"
    if slot["strategy"] == "before-after" and brief.industry["regulated_claims"]:
        return "regulated_claims"
    return ""


def _take_never(found: Survey, placement: Placement, never: Mapping[str, str]) -> None:
    if never["reason"] == "map_factual":
        found.skip(placement, {never["reason"]: 1})
        return
    name, is_list, inner = never["path"].partition("[].")
    if is_list:
        images = [entry.get(inner, {}) for entry in placement.content.get(name, [])]
    else:
        images = [placement.content.get(name, {})]
    missing = sum(documents.is_missing(image) for image in images)
    found.provided += len(images) - missing
    if placement.component and placement.component["category"] not in NOT_RECORDED:
        found.skip(placement, {never["reason"]: missing})
