"""A document followed by its format: fields that the format does not know, and all links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from site_builder import pointers
from site_builder.validation.form import schema

_HREF = "#/$defs/href"


@dataclass(frozen=True, slots=True)
class Found:
    kind: Literal["unknown", "href"]
    path: tuple[str | int, ...]
    value: Any

    @property
    def pointer(self) -> str:
        return pointers.join(self.path)


def walk(document: Any) -> Iterator[Found]:
    yield from _walk(document, schema(), ())


def _walk(value: Any, node: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Found]:
    if node.get("$ref") == _HREF:
        yield Found("href", path, value)
        return
    if isinstance(value, list) and "items" in node:
        for index, item in enumerate(value):
            yield from _walk(item, node["items"], (*path, index))
        return
    known = _fields(node)
    if isinstance(value, dict) and known:
        for name, each in value.items():
            if name not in known:
                yield Found("unknown", (*path, name), each)
                continue
            inner = _content(value) if _is_content(name, node) else known[name]
            yield from _walk(each, inner, (*path, name))


def _fields(node: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Its own and those of what it builds on; none where it may have any."""
    fields: dict[str, Mapping[str, Any]] = dict(node.get("properties", {}))
    if "$ref" in node:
        fields |= _fields(_definition(node["$ref"]))
    for base in node.get("allOf", []):
        fields |= _fields(base) if "$ref" in base else {}
    return fields


def _definition(reference: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schema()["$defs"][reference.rpartition("/")[2]]
    return found


def _is_content(name: str, node: Mapping[str, Any]) -> bool:
    return name == "content" and node.get("$ref") == "#/$defs/placement"


def _content(placement: Mapping[str, Any]) -> Mapping[str, Any]:
    """The format of this component's content; nothing is known of an unknown component's."""
    found: Mapping[str, Any] = schema()["$defs"].get(f"c-{placement.get('componentId')}", {})
    return found
