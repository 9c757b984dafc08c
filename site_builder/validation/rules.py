"""Errors that a JSON Schema cannot tell: what is there twice, what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from site_builder import pointers
from site_builder.validation.parts import Part, ids_in, pages_in, placements_in
from site_builder.validation.problems import Problem

MAX_COMPONENTS = 200


def rule_problems(document: Part) -> Iterator[Problem]:
    pages = pages_in(document)
    yield from _too_many(pages)
    yield from _same_slugs(pages)
    for page in pages:
        yield from _same_ids(placements_in(page))
        for placement in placements_in(page):
            if placement.text("componentId") == "content-comparison":
                yield from _uneven_rows(placement.part("content"))
    yield from _unstorable(document.value, ())


def is_storable(document: object) -> bool:
    """Not every JSON is text that a database takes."""
    return not any(_unstorable(document, ()))


def _too_many(pages: list[Part]) -> Iterator[Problem]:
    count = sum(len(placements_in(page)) for page in pages)
    if count > MAX_COMPONENTS:
        said = f"The site has {count} components; {MAX_COMPONENTS} fit."
        yield Problem("/pages", "too_large", said)


def _same_slugs(pages: list[Part]) -> Iterator[Problem]:
    seen: set[str] = set()
    for page in pages:
        slug = page.text("slug")
        if slug and slug in seen:
            said = f"Another page is called “{slug}” already."
            yield Problem(f"{page.pointer}/slug", "duplicate", said)
        seen.add(slug)


def _same_ids(placements: list[Part]) -> Iterator[Problem]:
    seen: set[str] = set()
    for placement, name in zip(placements, ids_in(placements), strict=True):
        if name in seen:
            said = f"Another component of this page is called “{name}” already."
            yield Problem(f"{placement.pointer}/id", "duplicate", said)
        seen.add(name)


def _uneven_rows(content: Part) -> Iterator[Problem]:
    columns = content.value.get("columns")
    for row in content.entries("rows"):
        values = row.value.get("values")
        if isinstance(columns, list) and isinstance(values, list) and len(values) != len(columns):
            said = f"The row has {len(values)} values for {len(columns)} columns."
            yield Problem(f"{row.pointer}/values", "length_mismatch", said)


def _unstorable(value: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Null characters and halves of characters are JSON, but no text that a database takes."""
    if isinstance(value, str):
        if not _is_text(value):
            said = "This holds a character that is no text; remove it."
            yield Problem(pointers.join(path), "pattern", said)
    elif isinstance(value, dict):
        for name, each in value.items():
            if not _is_text(name):
                said = "A field's name holds a character that is no text; remove it."
                yield Problem(pointers.join(path), "pattern", said)
            yield from _unstorable(each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _unstorable(each, (*path, index))


def _is_text(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= each <= "\udfff" for each in value)
