"""What a spec's document holds, in the order in which it is shown; pure.

A document that is read here has passed validation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder import catalogue, pointers

Document = Mapping[str, Any]
ENTRY_SLUGS = ("home", "index")


@dataclass(frozen=True, slots=True)
class Placement:
    """One component on a page; `component` is its catalogue entry, None where it is unknown."""

    pointer: str  # of the placement in this revision
    page: str  # the page's slug
    id: str  # also the HTML anchor
    component_id: str
    component: Mapping[str, Any] | None
    variant: str  # the first one where none or an unknown one is named
    content: Mapping[str, Any]
    visual: Mapping[str, Any]

    def field(self, name: str) -> Any:
        """The field's value, else the catalogue's default, else None."""
        if name in self.content:
            return self.content[name]
        fields = self.component["fields"] if self.component else {}
        return fields.get(name, {}).get("default")


@dataclass(frozen=True, slots=True)
class Page:
    pointer: str
    slug: str
    title: str
    is_entry: bool
    placements: tuple[Placement, ...]  # shown ones, sorted

    @property
    def file_name(self) -> str:
        return "index.html" if self.is_entry else f"{self.slug}.html"


def pages_of(document: Document) -> list[Page]:
    """The entry page first, then as they stand."""
    every = document["pages"]
    entry = entry_index(document)
    order = [entry, *(index for index in range(len(every)) if index != entry)]
    return [_page(every[index], index, is_entry=index == entry) for index in order]


def entry_index(document: Document) -> int:
    """Of the page that becomes `index.html`."""
    slugs = [page["slug"] for page in document["pages"]]
    return next((index for index, slug in enumerate(slugs) if slug in ENTRY_SLUGS), 0)


def ids_of(page: Mapping[str, Any]) -> list[str]:
    """The id of each placement; one without is called `<componentId>-<n>`."""
    seen: Counter[str] = Counter()
    ids = []
    for placement in page["components"]:
        name = placement["componentId"]
        seen[name] += 1
        ids.append(placement.get("id") or f"{name}-{seen[name]}")
    return ids


def is_missing(image: Mapping[str, Any]) -> bool:
    """No picture stands here yet."""
    src = image.get("src", "")
    return not src or src.startswith("placeholder:")


def locate(document: Document, slot_key: str) -> str | None:
    """Where the slot stands in this document, by its component's id; None where that is gone.

    None also for words that are no key of a slot: a program may send any.
    """
    if slot_key.count("/") < 2:
        return None
    slug, component_id, path = slot_key.split("/", 2)
    for index, page in enumerate(document["pages"]):
        ids = ids_of(page)
        if page["slug"] == slug and component_id in ids:
            start = ("pages", index, "components", ids.index(component_id), "content")
            return pointers.join([*start, *path.split(".")])
    return None


def locate_picture(document: Document, slot_key: str) -> str | None:
    """As `locate`; None also for a key that a person made up, where no picture belongs."""
    pointer = locate(document, slot_key)
    if pointer is None:
        return None
    placement = pointers.value_at(document, pointer.partition("/content/")[0])
    path = slot_key.split("/", 2)[2]
    return pointer if _leads_to_picture(placement["componentId"], path.split(".")) else None


def _leads_to_picture(component_id: str, way: Sequence[str]) -> bool:
    """Whether the catalogue has a picture there; a list is as long as it may become."""
    component = catalogue.components().get(component_id, {})
    field: Mapping[str, Any] = {"type": "object", "fields": component.get("fields", {})}
    for part in way:
        match field["type"]:
            case "object" if part in field["fields"]:
                field = field["fields"][part]
            case "list" if part in map(str, range(field["max"])):
                field = field["items"]
            case _:
                return False
    return field["type"] in catalogue.PICTURES


def has_slot(document: Document, slot_key: str, *, gallery_count: int) -> bool:
    """Whether the component still has such a place; a gallery by count has as many as it counts."""
    pointer = locate(document, slot_key)
    if pointer is None:
        return False
    field, _, rest = slot_key.split("/", 2)[2].partition(".")
    if not rest:
        return True
    placement = pointers.value_at(document, pointer.partition("/content/")[0])
    content = placement["content"]
    entries = content.get(field, [])
    if not entries and placement["componentId"] == "media-gallery":
        return int(rest) < int(content.get("count", gallery_count))
    return int(rest.partition(".")[0]) < len(entries)


def _page(page: Mapping[str, Any], index: int, *, is_entry: bool) -> Page:
    ids = ids_of(page)
    shown = sorted(
        (placement.get("order", position), position)
        for position, placement in enumerate(page["components"])
        if not placement.get("hidden")
    )
    return Page(
        pointer=f"/pages/{index}",
        slug=page["slug"],
        title=page["title"],
        is_entry=is_entry,
        placements=tuple(
            _placement(page["components"][position], f"/pages/{index}", page["slug"], position, ids)
            for _, position in shown
        ),
    )


def _placement(
    placement: Mapping[str, Any], page_pointer: str, slug: str, position: int, ids: list[str]
) -> Placement:
    component = catalogue.components().get(placement["componentId"])
    variants = component["variants"] if component else []
    named = placement.get("variant", "")
    return Placement(
        pointer=f"{page_pointer}/components/{position}",
        page=slug,
        id=ids[position],
        component_id=placement["componentId"],
        component=component,
        variant=named if named in variants or not variants else variants[0],
        content=placement["content"],
        visual=placement.get("visualConfig", {}),
    )
