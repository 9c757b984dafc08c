"""What a few components show beyond their fields, and which have nothing to show."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.utils import formats, translation

from site_builder import vocabulary
from site_builder.documents import Document
from site_builder.rendering.content import Preparing
from site_builder.rendering.language import language_of, words_of

Content = dict[str, Any]
HUES = 6  # of the tiles with initials: `data-hue` 0 to 5
LEAST_OVERLAY = 0.45  # below it white text on a picture is luck
GROUPED_FROM = 10_000  # 1974 is a year
DIRECTIONS = "https://www.openstreetmap.org/search?query="
LARGE_SETS = ("photography", "portfolio")


def completed(preparing: Preparing, document: Document, *, is_export: bool) -> Content | None:
    """The content ready for its template; None where there is nothing to show."""
    placement = preparing.placement
    if placement.component is None:
        return None if is_export else {"headline": ""}
    content = preparing.content()
    finish = FINISHES.get(placement.component_id)
    if finish is None:
        return content
    return finish(content, preparing, document, is_export)


def initials(name: str) -> str:
    """Of the first and the last word."""
    words = [word for word in name.split() if word[0].isalnum()] or [name]
    picked = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in picked).upper()


def hue(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[0] % HUES


def counted(value: float, language: str) -> str:
    """A figure as that language writes it; years stay as they are."""
    with translation.override(language):
        whole = float(value).is_integer()
        number = int(value) if whole else value
        grouped = abs(value) >= GROUPED_FROM
        return str(formats.number_format(number, use_l10n=True, force_grouping=grouped))


def dated(text: str, language: str) -> Content:
    """The day as that language writes it, where the text is one; else the text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return {"iso": "", "words": text}
    with translation.override(language):
        return {"iso": text, "words": formats.date_format(day, "DATE_FORMAT")}


def _brand(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    name = content["logoText"] or document["businessName"]
    return content | {"logoText": name, "home": made.linking.resolved("/")}


def _overlay(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    said = content["overlayOpacity"]
    strength = max(LEAST_OVERLAY, 0.6 if said == "" else float(said))
    return content | {"overlay": min(100, 5 * round(strength * 20))}


def _people(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    key = "members" if "members" in content else "testimonials"
    marked = [
        each | {"initials": initials(each["name"]), "hue": hue(each["name"])}
        for each in content[key]
    ]
    return content | {key: marked}


def _stats(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    language = language_of(document)
    stats = [each | {"figure": counted(each["value"], language)} for each in content["stats"]]
    return content | {"stats": stats}


def _posts(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    language = language_of(document)
    posts = [each | {"day": dated(each["date"], language)} for each in content["posts"]]
    return content | {"posts": posts}


def _gallery(
    content: Content, made: Preparing, document: Document, is_export: bool
) -> Content | None:
    every = [*content["images"], *_tiles_to_come(content, made, document)]
    tiles = [tile for tile in every if tile["image"] or not is_export]
    if not tiles:
        return None
    is_link = is_export and made.placement.variant == "lightbox"  # its name is the picture's
    if content["showCaptions"] and not is_link:
        tiles = [_said_once(tile) for tile in tiles]
    categories = sorted(filter(None, {tile["category"] for tile in tiles}))
    columns = full_rows(len(tiles), content["columns"])
    return content | {"images": tiles, "categories": categories, "columns": columns}


def _tiles_to_come(content: Content, made: Preparing, document: Document) -> Iterator[Content]:
    """Those that a gallery by count has beyond its entries."""
    entries = len(content["images"])
    for index in range(entries, _planned_tiles(made, document, entries)):
        yield {"image": made.slot(f"images.{index}"), "caption": "", "category": ""}


def _said_once(tile: Content) -> Content:
    """A caption that says what the picture shows is not read out a second time."""
    image = tile["image"]
    if image.alt.strip().casefold() != tile["caption"].strip().casefold():
        return tile
    return tile | {"image": replace(image, picture=replace(image.picture, decorative=True))}


def _planned_tiles(made: Preparing, document: Document, entries: int) -> int:
    """A gallery by count gets its entries one by one: the rest keep their places meanwhile."""
    if not entries:
        return gallery_count(made, document)
    start = f"{made.placement.page}/{made.placement.id}/images."
    return sum(1 for key in made.pictures if key.startswith(start))


def full_rows(count: int, columns: int) -> int:
    """One column less than asked for where that leaves no hole in the last row."""
    fewer = columns - 1
    return fewer if count % columns and fewer > 1 and count % fewer == 0 else columns


def gallery_count(made: Preparing, document: Document) -> int:
    """How many pictures a gallery without entries is planned with."""
    policy = document.get("imagePolicy") or {}
    large = vocabulary.industry_of(document) in LARGE_SETS
    said = made.placement.content.get("count") or policy.get("galleryCount")
    return int(said or (8 if large else 6))


def _pairs(
    content: Content, made: Preparing, document: Document, is_export: bool
) -> Content | None:
    pairs = content["comparisons"]
    if is_export:
        pairs = [each for each in pairs if each["beforeImage"] and each["afterImage"]]
    return content | {"comparisons": pairs} if pairs else None


def _plans(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    """With each promise in one row over all plans, for the variant that compares them."""
    plans = content["plans"]
    promises = list(dict.fromkeys(line["text"] for plan in plans for line in plan["features"]))
    rows = [{"text": text, "cells": [_has(plan, text) for plan in plans]} for text in promises]
    return content | {"rows": rows}


def _has(plan: Mapping[str, Any], text: str) -> bool:
    return any(line["text"] == text and line["included"] for line in plan["features"])


def _comparison(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    columns = content["columns"]
    rows = [
        row | {"cells": list(zip(columns, row["values"], strict=False))} for row in content["rows"]
    ]
    by_column = [
        column | {"cells": [(row["feature"], row["values"][index]) for row in content["rows"]]}
        for index, column in enumerate(columns)
    ]
    return content | {"rows": rows, "by_column": by_column}


def _map(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    contact = document.get("contact") or {}
    known = {
        "address": _address(document),
        "phone": contact.get("phone", ""),
        "email": contact.get("email", ""),
        "hours": contact.get("hours", ()),
    }
    info = {name: content["contactInfo"][name] or known[name] for name in known}
    return content | {
        "contactInfo": info | {"tel": _tel(info["phone"])},
        "directions": DIRECTIONS + quote(info["address"]) if info["address"] else "",
    }


def _address(document: Document) -> str:
    location = document.get("location") or {}
    parts = [location.get(name) for name in ("address", "postalCode", "city", "country")]
    return ", ".join(filter(None, parts))


def _tel(phone: str) -> str:
    return "tel:" + re.sub(r"[^\d+]", "", phone)


def _form(content: Content, made: Preparing, document: Document, _: bool) -> Content:
    words = words_of(language_of(document))
    contact = document.get("contact") or {}
    fields = content["fields"] or [
        _field("name", words["name"], "text"),
        _field("email", words["email"], "email"),
        _field("message", words["message"], "textarea"),
    ]
    # Fields have ids and names of their own, so that two forms on a page do not share any.
    numbered = [each | {"id": f"{made.placement.id}--{each['name']}"} for each in fields]
    return content | {
        "fields": numbered,
        "action": contact.get("formAction", ""),
        "email": contact.get("email", ""),
        "mailto": _mailto(contact.get("email", ""), content["headline"], fields),
        "submitText": content["submitText"] or words["send"],
        "sent_id": f"{made.placement.id}--sent",
    }


def _mailto(email: str, subject: str, fields: list[Content]) -> str:
    """A letter that already asks what the form would have asked."""
    body = "\r\n\r\n".join(f"{field['label']}: " for field in fields)
    said = urlencode(
        {"subject": subject, "body": body} if subject else {"body": body}, quote_via=quote
    )
    return f"mailto:{quote(email, safe='@')}?{said}"


def _field(name: str, label: str, kind: str) -> Content:
    return {"name": name, "label": label, "type": kind, "required": True, "placeholder": ""}


def _footer(content: Content, made: Preparing, document: Document, is_export: bool) -> Content:
    contact = document.get("contact") or {}
    return _brand(content, made, document, is_export) | {
        "tagline": content["tagline"] or document.get("tagline", ""),
        "phone": contact.get("phone", ""),
        "email": contact.get("email", ""),
        "tel": _tel(contact.get("phone", "")),
    }


Finish = Callable[[Content, Preparing, Document, bool], "Content | None"]
FINISHES: Mapping[str, Finish] = {
    "nav-sticky": _brand,
    "footer-standard": _footer,
    "hero-centered": _overlay,
    "hero-video": _overlay,
    "team-grid": _people,
    "proof-testimonials": _people,
    "content-stats": _stats,
    "blog-preview": _posts,
    "media-gallery": _gallery,
    "proof-beforeafter": _pairs,
    "pricing-table": _plans,
    "content-comparison": _comparison,
    "content-map": _map,
    "form-contact": _form,
}
