"""A spec and its pictures as one page of HTML, the same for the preview and for the export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.template.loader import render_to_string

from site_builder import documents, vocabulary
from site_builder.documents import Document, Page
from site_builder.rendering import blocks, head, language
from site_builder.rendering.industries import trade_of
from site_builder.rendering.links import Linking
from site_builder.rendering.picture import Picture

Mode = Literal["preview", "export"]
TEMPLATE = "site_builder/site/page.html"
BESIDE_WORDS = ("embedded", "split-video")  # variants whose picture does not lie under the words


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a page finds what it is made with; `page` is asked for the slug of another page.

    `share_image` is the crop that networks show beside a link to the entry page.
    """

    page: Callable[[str], str]
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    favicon: str = ""
    share_image: str = ""


def exported(document: Document, *, share_image: str = "") -> Addresses:
    """Files beside each other, so that they open from a disk."""
    names = {page.slug: page.file_name for page in documents.pages_of(document)}
    return Addresses(
        page=names.__getitem__,
        styles=("assets/site.css",),
        scripts=("assets/site.js",),
        favicon="assets/favicon.svg",
        share_image=share_image,
    )


def render_page(
    document: Document,
    page_slug: str,
    *,
    pictures: Mapping[str, Picture],
    mode: Mode = "preview",
    addresses: Addresses | None = None,
    ai_note: bool = True,
) -> str:
    """The whole document.  `pictures` by slot key: planned ones, and every other image of the spec.

    `ai_note` shows the sentence in the footer, where a picture of the site was made by a model.
    Raises StopIteration where the spec has no such page.
    """
    page = next(each for each in documents.pages_of(document) if each.slug == page_slug)
    where = addresses or exported(document)
    context = _context(document, page, where, pictures, is_export=mode == "export")
    told = ai_note and any(each.generated and each.src for each in pictures.values())
    return render_to_string(TEMPLATE, context | {"ai_note": told})


def _context(
    document: Document,
    page: Page,
    where: Addresses,
    pictures: Mapping[str, Picture],
    *,
    is_export: bool,
) -> dict[str, Any]:
    linking = _linking(document, page, where.page)
    made = blocks.blocks_of(document, page, linking=linking, pictures=pictures, is_export=is_export)
    spoken = language.language_of(document)
    return {
        "document": document,
        "page": page,
        "addresses": where,
        "is_export": is_export,
        "language": spoken,
        "direction": language.direction_of(spoken),
        "words": language.words_of(spoken),
        "description": head.description_of(document, page.slug),
        "structured_data": head.structured_data(document, image=where.share_image),
        "trade": trade_of(vocabulary.industry_of(document)),
        "navs": [each for each in made if each.category == "navigation"],
        "footers": [each for each in made if each.category == "footer"],
        "blocks": [each for each in made if each.category not in {"navigation", "footer"}],
        "has_title": any(each.is_title for each in made),
        "floats": _floats(made),
    }


def _linking(document: Document, page: Page, address: Callable[[str], str]) -> Linking:
    return Linking(
        here=page.slug,
        entry=documents.pages_of(document)[0].slug,
        anchors=blocks.anchors_of(document),
        page=address,
    )


def _floats(made: list[blocks.Block]) -> bool:
    """Whether the navigation lies over the first picture: it asks for it, and one is there."""
    nav = next((each for each in made if each.category == "navigation"), None)
    first = next((each for each in made if each.opens), None)
    if nav is None or first is None or nav.variant != "transparent":
        return False
    return first.component_id in blocks.ON_A_PICTURE and first.variant not in BESIDE_WORDS
