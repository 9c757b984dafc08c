"""JSON pointers (RFC 6901): where a value stands in a document; pure."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any


def join(parts: Iterable[str | int]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def split(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def value_at(document: Any, pointer: str) -> Any:
    """What stands there; None where nothing does."""
    value = document
    for part in split(pointer):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def with_value(document: dict[str, Any], pointer: str, new: Any) -> dict[str, Any]:
    """A copy with the value put there: objects on the way are made, lists are lengthened by `{}`.

    Raises LookupError where the way leads through something that holds nothing.
    """
    changed = copy.deepcopy(document)
    *way, last = split(pointer)
    place: Any = changed
    for part, following in zip(way, [*way, last][1:], strict=True):
        place = _step(place, part, [] if following.isdigit() else {})
    _put(place, last, new)
    return changed


def _step(place: Any, part: str, empty: Any) -> Any:
    if isinstance(place, dict):
        return place.setdefault(part, empty)
    _lengthen(place, part)
    return place[int(part)]


def _put(place: Any, part: str, new: Any) -> None:
    if isinstance(place, dict):
        place[part] = new
        return
    _lengthen(place, part)
    place[int(part)] = new


def _lengthen(place: Any, part: str) -> None:
    if not isinstance(place, list) or not part.isdigit():
        raise LookupError(part)
    place.extend({} for _ in range(len(place), int(part) + 1))
