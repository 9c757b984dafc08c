"""What the generated OpenAPI document lacks: the problems, the replay header, whole examples."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings

from config.api import scopes
from config.api.problems import MEDIA_TYPE

INTRODUCTION = """Everything that the pages can do, for programs.

Send `Authorization: Bearer <token>`; the settings page or `manage.py create_api_token NAME` make \
one. A token has scopes (`read`, `generate`, `manage`, `tools`); each operation below names the \
one that it needs. Money is a \
decimal string in US dollars, times are ISO 8601 in UTC, lists answer `{items, next}` where `next` \
is the address of the next page. A POST that can cost money takes an `Idempotency-Key`: sent again \
with the same key and body it answers the same and costs nothing more. With `Prefer: wait=60` it \
answers when the pictures are there. What is not yours is 404."""

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457); `code` is stable, `detail` is for people",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "A JSON pointer; empty: all"},
                    "message": {"type": "string"},
                    "code": {"type": "string", "description": "Of a spec's problem"},
                    "severity": {"type": "string", "enum": ["error", "warning"]},
                },
                "required": ["pointer", "message"],
                "additionalProperties": False,
            },
        },
        "needed_usd": {"type": "string"},
        "approval_above_usd": {"type": "string"},
        "scope": {"type": "string"},
        "available_usd": {"type": "string"},
        "revision": {"type": "integer", "description": "The newest of a site's spec"},
        "warnings": {"type": "array", "items": {"$ref": "#/components/schemas/SpecProblem"}},
    },
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "examples": [
        {
            "type": "https://musa.example/api/docs#invalid_request",
            "title": "Unprocessable Entity",
            "status": 422,
            "detail": "/count: This must be at most 10.",
            "code": "invalid_request",
            "errors": [{"pointer": "/count", "message": "This must be at most 10."}],
        }
    ],
}

ALWAYS = (400, 401, 403, 404, 429, 500, 503)
WITH_INPUT = (413, 422)
WITH_MONEY = (402, 409)
REPLAY = {
    "description": "`true` where this Idempotency-Key was answered before",
    "schema": {"type": "string", "enum": ["true"]},
}
ETAG = {
    "description": "Of this state; for If-None-Match, and for If-Match on a change",
    "schema": {"type": "string"},
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that is known: 304 without a body where it is still that",
    "schema": {"type": "string", "title": "If-None-Match"},
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_CONTENTS = {  # of answers that are no JSON, by how their path ends; the first that fits
    "/images/{pk}/download": {"image/*": _BINARY},
    "/download": {"application/zip": _BINARY},
    "/export.zip": {"application/zip": _BINARY},
    "/export.md": {"application/zip": _BINARY},
    "/events": {"text/event-stream": {"schema": {"type": "string"}}},
}


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with every problem that each operation may answer."""
    document["servers"] = [{"url": settings.SITE_URL}]
    components = document["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["responses"] = {f"Problem{status}": _problem(status) for status in _all_statuses()}
    for path, operations in document["paths"].items():
        if "get" in operations and any(_takes(each, "If-Match") for each in operations.values()):
            _tell_conditions(operations["get"])
        for method, operation in operations.items():
            _complete_operation(path, operation)
            operation["x-scope"] = str(scopes.needed(method, path))
            _add_example(operation, components["schemas"])
    components["schemas"] = _used(document)
    return document


def _complete_operation(path: str, operation: dict[str, Any]) -> None:
    parameters, responses = operation["parameters"], operation["responses"]
    takes_key = _takes(operation, "Idempotency-Key")
    for parameter in parameters:
        if examples := parameter.pop("examples", None):  # a list is what a schema has
            parameter["example"] = examples[0]
    if _takes(operation, "If-Match"):
        responses[412] = {"$ref": "#/components/responses/Problem412"}
    if takes_key:
        for answer in responses.values():
            answer["headers"] = {"Idempotent-Replay": REPLAY}
    if content := _content_of(path):
        responses[200]["content"] = content
    has_input = bool(parameters) or "requestBody" in operation
    for status in _refusal_statuses(has_input=has_input, takes_key=takes_key):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}


def _content_of(path: str) -> dict[str, Any] | None:
    """None where the answer is JSON."""
    return next((kind for end, kind in _CONTENTS.items() if path.endswith(end)), None)


def _takes(operation: dict[str, Any], header: str) -> bool:
    return any(each["name"] == header for each in operation["parameters"])


def _tell_conditions(operation: dict[str, Any]) -> None:
    """Of what can be changed on a condition, the answer has an ETag, and 304 where it is known."""
    operation["parameters"] += [IF_NONE_MATCH]
    operation["responses"][200]["headers"] = {"ETag": ETAG}
    operation["responses"][304] = {
        "description": HTTPStatus.NOT_MODIFIED.phrase,
        "headers": {"ETag": ETAG},
    }


def _refusal_statuses(*, has_input: bool, takes_key: bool) -> list[int]:
    return sorted(ALWAYS + (WITH_INPUT if has_input else ()) + (WITH_MONEY if takes_key else ()))


def _add_example(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """A body that shows the fields which have examples of their own."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    schema = content["schema"]
    first = schema.get("oneOf", [schema])[0]
    properties = schemas[first["$ref"].rpartition("/")[2]]["properties"]
    content["example"] = {
        name: each["examples"][0] for name, each in properties.items() if "examples" in each
    }


def _used(document: dict[str, Any]) -> dict[str, Any]:
    """The schemas that something leads to; those of queries are told as single parameters."""
    words = json.dumps(document)
    schemas: dict[str, Any] = document["components"]["schemas"]
    return {name: each for name, each in schemas.items() if f'/{name}"' in words}


def _all_statuses() -> tuple[int, ...]:
    return tuple(sorted({*ALWAYS, *WITH_INPUT, *WITH_MONEY, 412}))


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
