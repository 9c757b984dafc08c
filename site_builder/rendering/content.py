"""A placement's content made ready for its template, by what the catalogue says of each field.

What the spec leaves out has the catalogue's default or is empty, so templates never ask twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder import catalogue
from site_builder.documents import Placement, is_missing
from site_builder.rendering.links import Link, Linking
from site_builder.rendering.picture import NO_PICTURE, Picture, Slot
from site_builder.rendering.shapes import Shapes

Fields = Mapping[str, Any]
_PARAGRAPHS = re.compile(r"\n[ \t]*\n+")


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    link: Link
    variant: str


@dataclass(frozen=True, slots=True)
class Label:
    """A link with its words."""

    text: str
    link: Link


@dataclass(frozen=True, slots=True)
class Preparing:
    """Everything that the fields of one placement are made ready with."""

    placement: Placement
    linking: Linking
    pictures: Mapping[str, Picture]
    shapes: Shapes
    is_critical: bool = False

    def content(self) -> dict[str, Any]:
        component = self.placement.component or {"fields": {}}
        return self._fields(component["fields"], self.placement.content, "")

    def slot(self, path: str, image: Fields | None = None) -> Slot:
        key = f"{self.placement.page}/{self.placement.id}/{path}"
        return Slot(
            key=key,
            picture=self.pictures.get(key, NO_PICTURE),
            aspect=(image or {}).get("aspectRatio") or self.shapes.aspect(path),
            sizes=self.shapes.sizes(path),
            is_critical=self.is_critical,
        )

    def _fields(self, fields: Fields, said: Fields, at: str) -> dict[str, Any]:
        return {
            name: self._value(field, said.get(name), f"{at}{name}")
            for name, field in fields.items()
        }

    def _value(self, field: Fields, said: Any, at: str) -> Any:
        kind = field["type"]
        if kind == "image":
            return self.slot(at, said)
        if kind == "list":
            items = enumerate(said or ())
            return [self._value(field["items"], item, f"{at}.{index}") for index, item in items]
        if kind in {"object", "galleryImage"}:
            return self._object(field, said or {}, at)
        if said is None:
            return field.get("default", "")
        return self._said(kind, said)

    def _object(self, field: Fields, said: Fields, at: str) -> dict[str, Any]:
        if field["type"] == "galleryImage":
            words = {name: said.get(name, "") for name in ("caption", "category")}
            return {"image": self.slot(at, said), **words}
        return self._fields(field["fields"], said, f"{at}.")

    def _said(self, kind: str, said: Any) -> Any:
        if kind == "multiline":
            return paragraphs(said)
        if kind == "href":
            return self.linking.resolved(said)
        if kind == "link":
            return Label(said["label"], self.linking.resolved(said["href"]))
        if kind == "cta":
            link = self.linking.resolved(said["href"])
            return Button(said["text"], link, said.get("variant", ""))
        return said


def paragraphs(text: str) -> list[str]:
    """A blank line parts them; nothing else is read into the text."""
    parts = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    return [part.strip() for part in parts if part.strip()]


def images_of(placement: Placement) -> Iterator[tuple[str, Fields]]:
    """Every image that the spec holds in a placement, by its path: logos and faces too."""
    if placement.component:
        yield from _images(placement.component["fields"], placement.content, "")


def provided_images(placement: Placement) -> Iterator[tuple[str, Fields]]:
    return ((path, image) for path, image in images_of(placement) if not is_missing(image))


def _images(fields: Fields, said: Fields, at: str) -> Iterator[tuple[str, Fields]]:
    for name, field in fields.items():
        if (value := said.get(name)) is not None:
            yield from _images_in(field, value, f"{at}{name}")


def _images_in(field: Fields, value: Any, at: str) -> Iterator[tuple[str, Fields]]:
    if field["type"] in catalogue.PICTURES:
        yield at, value
    elif field["type"] == "object":
        yield from _images(field["fields"], value, f"{at}.")
    elif field["type"] == "list":
        for index, item in enumerate(value):
            yield from _images_in(field["items"], item, f"{at}.{index}")
