"""What the JSON Schema says of a document, as problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from site_builder import pointers
from site_builder.validation.problems import Problem

FILE = Path(__file__).parent.parent / "data" / "site_spec.schema.json"
_KINDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}
_PATTERNS = {
    "^#[0-9a-fA-F]{6}$": "Write a colour as #rrggbb, such as #1d4ed8.",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "Use small letters, digits and single hyphens.",
    "^https://[^\\s<>\"']+$": "Give an address that begins with https://.",
    "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$": "Give a language such as en, de-AT or zh-Hant.",
    "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$": "Give an e-mail address.",
}


@cache
def schema() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def form_problems(document: Any) -> Iterator[Problem]:
    for error in _validator().iter_errors(document):
        yield from _problems(error)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def _problems(error: ValidationError) -> Iterator[Problem]:
    path = list(error.absolute_path)
    instance: Any = error.instance
    limit: Any = error.validator_value
    match error.validator:
        case "required":
            for name in limit:
                if name not in instance:
                    yield Problem(pointers.join([*path, name]), "required", f"“{name}” is missing.")
        case "uniqueItems":
            for index, item in enumerate(instance):
                if item in instance[:index]:
                    said = f"“{item}” stands here twice."
                    yield Problem(pointers.join([*path, index]), "duplicate", said)
        case "anyOf":
            yield _of_choice(limit, instance, path)
        case _:
            code, worded = _CODES[str(error.validator)]
            yield Problem(pointers.join(path), code, worded(limit, instance))


def _of_choice(choices: Any, instance: Any, path: list[str | int]) -> Problem:
    """The only choice of the format: yes, no, or a short text."""
    if not isinstance(instance, str):
        return Problem(pointers.join(path), "type", "This must be true, false or a text.")
    limit = next(each["maxLength"] for each in choices if "maxLength" in each)
    return Problem(pointers.join(path), "max_length", _too_long(limit, instance))


def _wrong_type(kind: str, instance: Any) -> str:
    return f"This must be {_KINDS[kind]}."


def _pattern(pattern: str, instance: Any) -> str:
    if "mailto" in pattern:
        return (
            "Give a link to a section (#contact), a page (/menu), an https:// address, "
            "mailto: or tel:."
        )
    if "placeholder" in pattern:
        return "Give a picture as asset:…, images/…, https://… or leave it empty."
    return _PATTERNS.get(pattern, "This is not written as it must be.")


def _too_short(limit: int, instance: str) -> str:
    return "This must not be empty." if limit == 1 else f"At least {limit} characters are needed."


def _too_long(limit: int, instance: str) -> str:
    return f"At most {limit:,} characters fit; these are {len(instance):,}."


def _too_few(limit: int, instance: Any) -> str:
    return "At least one is needed here." if limit == 1 else f"{limit} or more are needed here."


def _too_many(limit: int, instance: Any) -> str:
    return f"At most {limit} fit here; these are {len(instance)}."


_CODES: Mapping[str, tuple[str, Callable[[Any, Any], str]]] = {
    "type": ("type", _wrong_type),
    "const": ("enum", lambda value, instance: f"This must be “{value}”."),
    "enum": ("enum", lambda values, instance: f"Choose one of {', '.join(map(str, values))}."),
    "pattern": ("pattern", _pattern),
    "minLength": ("min_length", _too_short),
    "maxLength": ("max_length", _too_long),
    "minItems": ("min_items", _too_few),
    "maxItems": ("max_items", _too_many),
    "maxProperties": ("max_items", _too_many),
    "minimum": ("minimum", lambda limit, instance: f"This must be at least {limit}."),
    "maximum": ("maximum", lambda limit, instance: f"This must be at most {limit}."),
}
