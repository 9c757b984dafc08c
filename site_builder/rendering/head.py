"""What a page says of itself to search engines and to those who share it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from site_builder import vocabulary
from site_builder.documents import Document
from site_builder.rendering.industries import trade_of

_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def description_of(document: Document, slug: str) -> str:
    page = next(each for each in document["pages"] if each["slug"] == slug)
    said = page.get("description") or document.get("description") or document.get("tagline")
    return str(said or "")


def structured_data(document: Document, *, image: str = "") -> SafeString:
    """The business as JSON-LD, from the facts of the spec and no others."""
    facts = _facts(document) | ({"image": image} if image else {})
    written = json.dumps(facts, ensure_ascii=False).translate(_UNSAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written))  # noqa: S308


def _facts(document: Document) -> dict[str, Any]:
    contact = document.get("contact") or {}
    social = [each["url"] for each in contact.get("social", ())]
    said = {
        "@context": "https://schema.org",
        "@type": _type_of(document),
        "name": document["businessName"],
        "slogan": document.get("tagline"),
        "description": document.get("description"),
        "telephone": contact.get("phone"),
        "email": contact.get("email"),
        "address": _address(document.get("location") or {}),
        "sameAs": [url for url in social if url.startswith("http")],
    }
    return {name: value for name, value in said.items() if value}


def _type_of(document: Document) -> str:
    """A business without a place is an organisation."""
    place = document.get("location") or {}
    if not (place.get("address") or place.get("city")):
        return "Organization"
    return trade_of(vocabulary.industry_of(document)).schema_type


def _address(place: Mapping[str, Any]) -> dict[str, str]:
    names = {
        "streetAddress": "address",
        "postalCode": "postalCode",
        "addressLocality": "city",
        "addressRegion": "region",
        "addressCountry": "country",
    }
    found = {name: place[key] for name, key in names.items() if place.get(key)}
    return {"@type": "PostalAddress"} | found if found else {}
