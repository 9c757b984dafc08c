"""Warnings: the spec can be used, but something in it will not be as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from site_builder import catalogue, terms, vocabulary
from site_builder.rendering.colours import contrast, parsed
from site_builder.validation.parts import Part, ids_in, is_known, pages_in, placements_in
from site_builder.validation.problems import Problem, warning
from site_builder.validation.walking import Found, walk

MIN_CONTRAST = 4.5


def advice(document: Part) -> Iterator[Problem]:
    found = list(walk(document.value))
    yield from _unknown_fields(found)
    yield from _broken_links(found, document)
    yield from _unknown_terms(document)
    yield from _low_contrast(document)
    for page in pages_in(document):
        yield from _orders(placements_in(page))
        for placement in placements_in(page):
            yield from _component(placement)
            yield from _form(placement, document)


def _unknown_fields(found: list[Found]) -> Iterator[Problem]:
    for each in found:
        if each.kind == "unknown":
            said = f"“{each.path[-1]}” is not a field of the format; it is kept and not used."
            yield warning(each.pointer, "unknown_field", said)


def _component(placement: Part) -> Iterator[Problem]:
    name, variant = placement.text("componentId"), placement.text("variant")
    if name and not is_known(placement):
        said = f"“{name}” is not a component of the catalogue; it is left out of the site."
        yield warning(f"{placement.pointer}/componentId", "unknown_component", said)
    elif name and variant:
        variants = catalogue.components()[name]["variants"]
        if variant not in variants:
            said = f"{name} has no variant “{variant}”; {variants[0]} is used."
            yield warning(f"{placement.pointer}/variant", "unknown_variant", said)


def _unknown_terms(document: Part) -> Iterator[Problem]:
    book = vocabulary.book()
    theme = document.part("theme")
    goals = document.value.get("emotionalGoals")
    named = [
        ("/industry", document.text("industry"), book["industries"]),
        ("/voiceProfile", document.text("voiceProfile"), book["voice_profiles"]),
        ("/theme/preset", theme.text("preset"), book["theme_presets"]),
        *(
            (f"/emotionalGoals/{index}", goal, book["emotional_goals"])
            for index, goal in enumerate(goals if isinstance(goals, list) else [])
            if isinstance(goal, str)
        ),
    ]
    for pointer, term, entries in named:
        if term and terms.key_of(term, entries) is None:
            said = f"“{term}” is not in the vocabulary; {_INSTEAD[pointer.split('/')[1]]}."
            yield warning(pointer, "unknown_term", said)


_INSTEAD = {
    "industry": "the trade is taken from the kind of site",
    "voiceProfile": "pictures get the usual style",
    "theme": "the default look is used",
    "emotionalGoals": "it is left out",
}


def _broken_links(found: list[Found], document: Part) -> Iterator[Problem]:
    anchors = _anchors(document)
    slugs = [page.text("slug") for page in pages_in(document)]
    for each in found:
        if each.kind == "href" and isinstance(each.value, str):
            here = _page_of(each, document)
            if not _leads_somewhere(each.value, here, slugs, anchors):
                said = f"“{each.value}” leads nowhere on this site; it is shown as plain text."
                yield warning(each.pointer, "broken_link", said)


def _anchors(document: Part) -> dict[str, set[str]]:
    """What can be linked to on each page; what is hidden cannot."""
    anchors: dict[str, set[str]] = {}
    for page in pages_in(document):
        placements = placements_in(page)
        named = zip(ids_in(placements), placements, strict=True)
        shown = {name for name, each in named if each.value.get("hidden") is not True}
        anchors.setdefault(page.text("slug"), shown)
    return anchors


def _page_of(found: Found, document: Part) -> str:
    if found.path[0] != "pages":
        return ""
    page = document.value["pages"][found.path[1]]
    return str(page.get("slug", ""))


def _leads_somewhere(
    href: str, here: str, slugs: list[str], anchors: Mapping[str, set[str]]
) -> bool:
    if not href.startswith(("#", "/")) or href.startswith("//"):
        return True  # outside, or an error that is told as one
    page, _, anchor = href.removeprefix("/").partition("#")
    if href.startswith("#"):
        page = here
    elif not page:
        return True
    if page not in slugs:
        return False
    return not anchor or anchor in anchors[page]


def _orders(placements: list[Part]) -> Iterator[Problem]:
    seen: set[Any] = set()
    for placement in placements:
        order = placement.value.get("order")
        if isinstance(order, int) and order in seen:
            said = f"Two components of this page have order {order}; they stay as they stand."
            yield warning(f"{placement.pointer}/order", "duplicate_order", said)
        if isinstance(order, int):
            seen.add(order)


def _form(placement: Part, document: Part) -> Iterator[Problem]:
    contact = document.part("contact")
    reachable = contact.text("formAction") or contact.text("email")
    if placement.text("componentId") == "form-contact" and not reachable:
        said = "The form has nowhere to send to: give contact.formAction or contact.email."
        yield warning(placement.pointer, "form_unreachable", said)


def _low_contrast(document: Part) -> Iterator[Problem]:
    book = vocabulary.book()
    theme = document.part("theme")
    preset = terms.key_of(theme.text("preset"), book["theme_presets"]) or book["default_preset"]
    own = theme.part("colors").value
    shown = book["theme_presets"][preset]["colors"] | own
    text, background = shown["text"], shown["background"]
    if not (_is_colour(text) and _is_colour(background)):
        return
    ratio = contrast(parsed(text), parsed(background))
    if ratio < MIN_CONTRAST:
        said = f"Text on this background has a contrast of {ratio:.1f}:1; 4.5:1 can be read by all."
        yield warning("/theme/colors/text", "low_contrast", said)


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("#[0-9a-fA-F]{6}", value) is not None
