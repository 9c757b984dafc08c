"""The parts of a page in the order in which they are drawn, each with all its template asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from site_builder import catalogue, documents
from site_builder.documents import Document, Page, Placement
from site_builder.rendering import extras
from site_builder.rendering.content import Preparing
from site_builder.rendering.links import Linking
from site_builder.rendering.picture import Picture
from site_builder.rendering.shapes import Shapes

# What a section stands on where the spec does not say: quiet changes that give the page a rhythm.
SOFT = {"proof-testimonials", "content-accordion", "content-map", "pricing-table", "content-steps"}
OWN_GROUND = {"hero-split", "hero-centered", "hero-video", "cta-banner"}
ON_A_PICTURE = {"hero-centered", "hero-video"}  # a transparent navigation may lie over these
PATTERNS = {"dots", "grid", "stripes", "ripples", "tiles", "grains", "diagonals", "crosses"}


@dataclass(frozen=True, slots=True)
class Block:
    """One component on the page; `after` is the tone below, `level` that of its items' headings."""

    id: str
    component_id: str
    category: str
    variant: str
    content: Mapping[str, Any]
    tone: str
    divider: str
    pattern: str
    reveal: str
    is_title: bool = False  # its headline is the page's h1
    after: str = "default"
    opens: bool = False  # the first thing below the head

    @property
    def template(self) -> str:
        name = self.component_id.replace("-", "_") if self.category else "unknown"
        return f"site_builder/site/_{name}.html"

    @property
    def headline(self) -> str:
        return str(self.content.get("headline", ""))

    @property
    def title_id(self) -> str:
        return f"{self.id}--title"

    @property
    def level(self) -> int:
        return 3 if self.headline else 2


def blocks_of(
    document: Document,
    page: Page,
    *,
    linking: Linking,
    pictures: Mapping[str, Picture],
    is_export: bool,
) -> list[Block]:
    """Those that have something to show; an export leaves out more than a preview."""
    critical = critical_placement(page)
    made = []
    for placement in page.placements:
        shapes = Shapes(placement)
        preparing = Preparing(placement, linking, pictures, shapes, placement is critical)
        content = extras.completed(preparing, document, is_export=is_export)
        if content is not None:
            made.append(_block(placement, content))
    return _in_line(made)


def critical_placement(page: Page) -> Placement | None:
    """The hero in the first two parts of the entry page, whose picture is fetched at once."""
    if not page.is_entry:
        return None
    band = [
        each for each in page.placements if category_of(each) not in {"navigation", "footer", ""}
    ]
    heroes = [each for each in band[:2] if category_of(each) == "hero"]
    return heroes[0] if heroes else None


def category_of(placement: Placement) -> str:
    """Empty where the catalogue does not know the component."""
    return str(placement.component["category"]) if placement.component else ""


def anchors_of(document: Document) -> dict[str, frozenset[str]]:
    """What a link may lead to, by page."""
    return {
        page.slug: frozenset(placement.id for placement in page.placements)
        for page in documents.pages_of(document)
    }


def _block(placement: Placement, content: Mapping[str, Any]) -> Block:
    visual = placement.visual
    known = placement.component_id in catalogue.components()
    natural = "surface" if placement.component_id in SOFT else "default"
    pattern = visual.get("pattern", "")
    return Block(
        id=placement.id,
        component_id=placement.component_id,
        category=category_of(placement) if known else "",
        variant=placement.variant,
        content=content,
        tone=visual.get("background", natural),
        divider=visual.get("dividerBottom", "none"),
        pattern=pattern if pattern in PATTERNS or not pattern else "dots",
        reveal=visual.get("scrollReveal", "none"),
    )


def _in_line(blocks: Sequence[Block]) -> list[Block]:
    """With what each needs to know of its neighbours: whose headline leads, what lies below."""
    title = next((each for each in blocks if each.category == "hero"), None)
    inner = [each for each in blocks if each.category not in {"navigation", "footer"}]
    first = inner[0] if inner else None
    below = {id(one): _ground(other) for one, other in pairwise(inner)}
    return [
        replace(
            each,
            is_title=each is title,
            opens=each is first,
            after=below.get(id(each), "default"),
        )
        for each in blocks
    ]


def _ground(block: Block) -> str:
    return "default" if block.component_id in OWN_GROUND else block.tone
