"""Pictures that a document names by an address elsewhere; pure."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from site_builder import documents
from site_builder.documents import Document
from site_builder.enrichment import FILLED, Fill
from site_builder.rendering import provided_images

OUTSIDE = "https://"


def addresses_in(document: Document) -> list[str]:
    """Each once, in the order of the pages; what is hidden is not shown, so nothing is fetched."""
    said = (str(image["src"]) for image in _images(document))
    return list(dict.fromkeys(src for src in said if src.startswith(OUTSIDE)))


def without(document: Mapping[str, Any], urls: Collection[str]) -> dict[str, Any]:
    """The document, the places of these addresses empty."""
    if not urls:
        return dict(document)
    changed = copy.deepcopy(dict(document))
    for image in _images(changed):
        if image["src"] in urls:
            for name in FILLED:
                image.pop(name, None)
    return changed


def replaced(document: dict[str, Any], url: str, fill: Fill) -> dict[str, Any]:
    """The document with a picture of the library wherever it names the address.

    Whose picture it is stays told: its attribution, and that it came from elsewhere.
    """
    changed = copy.deepcopy(document)
    for image in _images(changed):
        if image["src"] == url:
            source = image.get("source", "external")
            for name in ("srcset", "blurDataURL"):
                image.pop(name, None)
            image.update(fill.as_json() | {"source": source})
    return changed


def _images(document: Document) -> Iterator[dict[str, Any]]:
    """Those of the document itself, not copies, in which something stands."""
    pages = documents.pages_of(document)
    for placement in chain.from_iterable(page.placements for page in pages):
        for _, image in list(provided_images(placement)):
            if isinstance(image, dict):
                yield image
