"""Documents of the time before the format had a version, brought up to it; pure.

Every change is told, so that the owner can read them before anything is saved.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from site_builder import pointers
from site_builder.validation.parts import Part, pages_in, placements_in

VERSION = "1.0"
_OLD_BACKGROUND, _BACKGROUND = "bg-image", "with-bg-image"
_NUMBER = re.compile(r"^\s*(-?\d[\d,\s]*(?:\.\d+)?)\s*$")
_PARAGRAPH = re.compile(r"\s*</p>\s*<p[^>]*>\s*|\s*<br\s*/?>\s*<br\s*/?>\s*", re.I)
_EDGE = re.compile(r"^\s*<p[^>]*>\s*|\s*</p>\s*$", re.I)


@dataclass(slots=True)
class Import:
    """The new document, and what was changed in it, a sentence each."""

    document: dict[str, Any]
    changes: list[str] = field(default_factory=list)


def is_older(document: object) -> bool:
    """It says what a site needs, and no version."""
    if not isinstance(document, dict) or "specVersion" in document:
        return False
    return all(name in document for name in ("businessName", "siteType", "pages"))


def imported(older: dict[str, Any]) -> Import:
    """The given document stays as it is."""
    found = Import({"specVersion": VERSION, **copy.deepcopy(older)})
    found.changes.append("The version is set to 1.0.")
    for page in pages_in(Part("", found.document)):
        for placement in placements_in(page):
            _rename_variant(placement, found.changes)
            _number_stats(placement, found.changes)
    _mend(found.document, (), found.changes)
    return found


def _rename_variant(placement: Part, changes: list[str]) -> None:
    is_hero = placement.text("componentId") == "hero-centered"
    if is_hero and placement.text("variant") == _OLD_BACKGROUND:
        placement.value["variant"] = _BACKGROUND
        said = f"{placement.pointer}/variant: “{_OLD_BACKGROUND}” is called “{_BACKGROUND}” now."
        changes.append(said)


def _number_stats(placement: Part, changes: list[str]) -> None:
    if placement.text("componentId") != "content-stats":
        return
    for stat in placement.part("content").entries("stats"):
        said = _NUMBER.match(stat.text("value"))
        if said:
            stat.value["value"] = _number(said[1])
            changes.append(f"{stat.pointer}/value: the text “{said[0]}” is a number now.")


def _number(text: str) -> int | float:
    plain = re.sub(r"[,\s]", "", text)
    return float(plain) if "." in plain else int(plain)


def _mend(value: Any, path: tuple[str | int, ...], changes: list[str]) -> None:
    """Paragraph tags in bodies, and pictures that no browser would show on a secure page."""
    for name, each in _entries(value):
        here = (*path, name)
        if name == "body" and isinstance(each, str) and re.search(r"<(p|br)\b", each, re.I):
            value[name] = _paragraphs(each)
            changes.append(f"{pointers.join(here)}: paragraph tags are blank lines now.")
        elif name == "src" and isinstance(each, str) and each.startswith("http://"):
            value[name] = ""
            said = f"{pointers.join(here)}: the picture at {each[:80]} is dropped; it is not https."
            changes.append(said)
        else:
            _mend(each, here, changes)


def _entries(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from list(value.items())
    elif isinstance(value, list):
        yield from enumerate(list(value))


def _paragraphs(body: str) -> str:
    text = _EDGE.sub("", _PARAGRAPH.sub("\n\n", body))
    return html.unescape(re.sub(r"<br\s*/?>", "\n", text, flags=re.I)).strip()
