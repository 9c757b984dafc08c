"""Contents for every component of the catalogue: with all fields, or with the least of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder import catalogue, documents
from site_builder.rendering import Picture
from site_builder.rendering.content import images_of

LINK = "#spot"
IMAGE = {"src": "asset:7d1c2d5e-8a57-4a43-8d9e-0b1a2c3d4e5f", "alt": "A kettle on a stove"}
WORDS = "Bröd & <b>butter</b> “daily”"
SAID: Mapping[str, Any] = {
    "text": WORDS,
    "multiline": "One line\nand another.\n\nA second paragraph.",
    "slug": "first_name",
    "href": "https://example.org/a?b=1&c=2",
    "link": {"label": "Bread", "href": LINK},
    "cta": {"text": "Order", "href": "/second#other", "variant": "secondary"},
    "icon": "leaf",
    "boolean": True,
    "integer": 3,
    "number": 12.5,
    "cell": "partly",
    "image": IMAGE,
    "galleryImage": IMAGE | {"caption": "Bread at dawn", "category": "Bread"},
}


def full(component_id: str) -> dict[str, Any]:
    """Every field, every list as short as it may be but never empty."""
    fields = catalogue.components()[component_id]["fields"]
    return {name: _said(field, name) for name, field in fields.items()}


def least(component_id: str) -> dict[str, Any]:
    """Only what is required."""
    return _least(catalogue.components()[component_id]["fields"])


def document(*placements: dict[str, Any], language: str = "en", **more: Any) -> dict[str, Any]:
    """Two pages, so that links have somewhere to lead."""
    spot = {"componentId": "content-text", "id": "spot", "content": {"body": "Here."}}
    other = {"componentId": "content-text", "id": "other", "content": {"body": "There."}}
    return {
        "specVersion": "1.0",
        "businessName": "Krume & Söhne",
        "language": language,
        "siteType": "restaurant",
        "industry": "bakery",
        "contact": {"email": "brot@krume.example", "phone": "+49 341 555 0177"},
        "pages": [
            {"slug": "home", "title": "Krume", "components": [*placements, spot]},
            {"slug": "second", "title": "Second", "components": [other]},
        ],
    } | more


def placed(component_id: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"componentId": component_id, "id": f"the-{component_id}", "content": content} | more


def pictures(spec: Mapping[str, Any]) -> dict[str, Picture]:
    """One for each image that the document names."""
    return {
        f"{page.slug}/{placement.id}/{path}": Picture(
            src="images/kettle-1200.jpg",
            srcset="images/kettle-480.webp 480w",
            width=1200,
            height=800,
            alt="A kettle on a stove",
            generated=True,
        )
        for page in documents.pages_of(spec)
        for placement in page.placements
        for path, _ in images_of(placement)
    }


def variants() -> Iterator[tuple[str, str]]:
    for component_id, component in catalogue.components().items():
        for variant in component["variants"]:
            yield component_id, variant


def _said(field: Mapping[str, Any], name: str) -> Any:
    kind = field["type"]
    if kind == "list":
        count = max(field.get("min", 1), 2 if name in {"columns", "values"} else 1)
        return [_said(field["items"], name) for _ in range(count)]
    if kind == "object":
        return {key: _said(each, key) for key, each in field["fields"].items()}
    if kind == "enum":
        return field.get("default", field["values"][0])
    return SAID[kind]


def _least(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _least_of(field, name) for name, field in fields.items() if field.get("required")}


def _least_of(field: Mapping[str, Any], name: str) -> Any:
    if field["type"] == "list":
        count = 2 if name == "values" else field.get("min", 1)
        return [_least_of(field["items"], name) for _ in range(count)]
    if field["type"] == "object":
        return _least(field["fields"])
    return _said(field, "")
