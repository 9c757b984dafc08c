"""Whether a page of HTML is valid: a strict parser, and what a parser does not look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError

REFERS = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
CHILDREN = {"ul": {"li"}, "ol": {"li"}, "dl": {"div", "dt", "dd"}, "tr": {"th", "td"}}
PHRASING_ONLY = {"p", "h1", "h2", "h3", "span", "button", "summary", "label"}
BLOCKS = {"div", "p", "ul", "ol", "dl", "figure", "section", "h1", "h2", "h3", "form", "table"}


def faults(page: str) -> list[str]:
    """Every one as a sentence; none for a valid page."""
    try:
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    except ParseError as error:
        return [f"the parser: {error}"]
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    return [
        *_ids(elements),
        *_headings(elements),
        *_children(elements),
        *_pictures(elements),
        *_names(elements),
    ]


def _ids(elements: list[Element]) -> Iterator[str]:
    ids = Counter(each.get("id") for each in elements if each.get("id"))
    yield from (f"id {name} stands there {count} times" for name, count in ids.items() if count > 1)
    for each in elements:
        for name in REFERS:
            for target in (each.get(name) or "").split():
                if target not in ids:
                    yield f"{each.tag} refers to {target}, which is not there"


def _headings(elements: list[Element]) -> Iterator[str]:
    levels = [int(each.tag[1]) for each in elements if re.fullmatch("h[1-6]", each.tag)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    seen = 0
    for level in levels:
        if level > seen + 1 and not (seen == 0 and level == 1):
            yield f"level {level} after level {seen}"
        seen = level


def _children(elements: list[Element]) -> Iterator[str]:
    for each in elements:
        allowed = CHILDREN.get(each.tag)
        for child in each:
            if allowed and child.tag not in allowed:
                yield f"{child.tag} in {each.tag}"
        if each.tag in PHRASING_ONLY:
            inner = {child.tag for child in each.iter() if child is not each}
            if wrong := inner & BLOCKS:
                yield f"{', '.join(sorted(wrong))} in {each.tag}"


def _pictures(elements: list[Element]) -> Iterator[str]:
    for each in elements:
        if each.tag == "img" and not {"alt", "src", "width", "height"} <= each.attrib.keys():
            yield f"picture {each.get('src')} lacks something"


def _names(elements: list[Element]) -> Iterator[str]:
    labelled = {each.get("for") for each in elements if each.tag == "label"}
    for each in elements:
        is_named = each.get("id") in labelled or each.get("aria-label")
        if each.tag in {"input", "textarea"} and not is_named:
            yield f"field {each.get('name')} has no label"
        if each.tag in {"a", "button"} and not _words(each):
            yield f"{each.tag} without words"
        if each.get("style") or any(name.startswith("on") for name in each.attrib):
            yield f"{each.tag} has a style or a script in it"


def _words(element: Element) -> str:
    alts = " ".join(each.get("alt") or "" for each in element.iter() if each.tag == "img")
    return ("".join(element.itertext()) + alts).strip()
