"""The owner's change and the pictures that came while it was being made; pure.

All three documents are valid: the owner's, the newest with its pictures, and the one that both
began from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from site_builder import documents, enrichment
from site_builder.documents import Document
from site_builder.pointers import value_at, with_value


def with_pictures(
    mine: dict[str, Any], theirs: Document, root: Document, slot_keys: Iterable[str]
) -> dict[str, Any]:
    """The owner's document with the slots' new pictures; what the owner changed there stays."""
    for key in slot_keys:
        made = enrichment.image_at(theirs, key) or {}
        before = (enrichment.image_at(root, key) or {}).get("src", "")
        is_new = enrichment.is_made(made) and made["src"] != before
        if is_new and _has_place(mine, root, key):
            mine = _with_picture(mine, key, made, before)
    return mine


def _with_picture(mine: dict[str, Any], key: str, made: Document, before: str) -> dict[str, Any]:
    image, pointer = enrichment.image_at(mine, key), documents.locate(mine, key)
    if image is None or pointer is None or image.get("generate") is False:
        return mine
    if not documents.is_missing(image) and image["src"] != before:
        return mine
    picture = {name: made[name] for name in (*enrichment.FILLED, "alt") if name in made}
    own = {name: value for name, value in image.items() if name not in enrichment.FILLED}
    return with_value(mine, pointer, picture | own)


def _has_place(mine: Document, root: Document, key: str) -> bool:
    """Its list has not been shortened; a gallery by count gets its entries with its pictures."""
    field, _, rest = key.split("/", 2)[2].partition(".")
    if not rest:
        return True
    entries, before = (_entries(document, key, field) for document in (mine, root))
    index, _, inner = rest.partition(".")
    return int(index) < len(entries) or (not inner and len(entries) >= len(before))


def _entries(document: Document, key: str, field: str) -> list[Any]:
    pointer = documents.locate(document, key) or ""
    above = pointer.partition("/content/")[0]
    return value_at(document, f"{above}/content/{field}") or []
