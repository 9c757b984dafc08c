"""The OpenAPI document as a page for people, drawn here: no script, no stranger's server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.api import codes, limiting, whole_document

SAMPLES = Path(__file__).parent / "samples"  # run by the tests as they stand on the page
EXAMPLE_ID = "17"
GIVEN_STYLE, OWN_STYLE = "vintage-mascot", "house-crayon"  # the first one cannot be changed
Words = list[str]  # every second one is code


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    required: bool
    description: Words
    schema: str = ""  # the name of the schema that its kind links to


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    phrase: str
    schema: str


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: Words
    parameters: list[Field]
    body: list[str]  # names of the schemas that its body may have
    example: str
    replies: list[Reply]
    problems: str
    scope: str


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    document = whole_document()
    context = {
        "introduction": [_words(each) for each in document["info"]["description"].split("\n\n")],
        "groups": _groups(document),
        "schemas": _schemas(document),
        "codes": [(each, _words(each.text)) for each in codes.every()],
        "problem": json.dumps(codes.example(document), indent=2),
        "samples": {file.stem: file.read_text() for file in SAMPLES.iterdir() if file.is_file()},
        "site_url": settings.SITE_URL,
        "rate": {"per_minute": settings.API_REQUESTS_PER_MINUTE, "burst": limiting.burst()},
        "mcp_url": f"{settings.SITE_URL}/mcp",
    }
    return render(request, "api/docs.html", context)


def _groups(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """Operations by their tag, in the order in which they were written."""
    groups: dict[str, list[Operation]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            tag = operation["tags"][0]
            groups.setdefault(tag, []).append(_operation(method.upper(), path, operation))
    return groups


def _operation(method: str, path: str, operation: dict[str, Any]) -> Operation:
    body = operation.get("requestBody", {}).get("content", {})
    schema = next(iter(body.values()))["schema"] if body else {}
    replies = list(_replies(operation["responses"]))
    return Operation(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=_words(operation.get("description", "")),
        parameters=[_parameter(each) for each in operation["parameters"]],
        body=[_name(each) for each in schema.get("oneOf", [schema]) if "$ref" in each],
        example=_curl(method, path, operation),
        replies=replies,
        problems=", ".join(
            str(status) for status, reply in operation["responses"].items() if "$ref" in reply
        ),
        scope=operation["x-scope"],
    )


def _replies(responses: dict[int, dict[str, Any]]) -> Iterator[Reply]:
    for status, reply in responses.items():
        if "$ref" not in reply:
            content: dict[str, Any] = next(iter(reply.get("content", {}).values()), {})
            schema = content.get("schema", {})
            yield Reply(int(status), HTTPStatus(int(status)).phrase, _linked(schema))


def _parameter(parameter: dict[str, Any]) -> Field:
    where = {"header": "header ", "path": "path, ", "query": ""}[parameter["in"]]
    schema = parameter["schema"]
    description = _words(parameter.get("description", ""))
    kind = where + _kind(schema)
    return Field(parameter["name"], kind, parameter["required"], description)


def _schemas(document: dict[str, Any]) -> dict[str, list[Field]]:
    named = document["components"]["schemas"]
    return {
        name: list(_fields(named[name])) for name in sorted(named) if "properties" in named[name]
    }


def _fields(schema: dict[str, Any]) -> Iterator[Field]:
    required = set(schema.get("required", ()))
    if required == set(schema["properties"]):
        required = set()  # an answer has all of its fields: no need to say so at each
    for name, each in schema["properties"].items():
        description = _words(each.get("description", ""))
        yield Field(name, _kind(each), name in required, description, _linked(each))


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a few words: `list of string`, `integer 1 to 10`, `"1K" or "2K"`."""
    if "$ref" in schema:
        return _name(schema)
    if "enum" in schema:
        return " or ".join(json.dumps(word) for word in schema["enum"])
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(_kind(choice) for choice in choices)
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    kind = schema.get("format") or schema.get("type") or "any"
    return f"{kind}{_range(schema)}"


def _range(schema: dict[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None and most < 2**53:
        return f" {least} to {most}"
    return f", at most {schema['maxLength']} characters" if "maxLength" in schema else ""


def _linked(schema: dict[str, Any]) -> str:
    """The first schema that this one leads to; "" where it leads to none."""
    if "$ref" in schema:
        return _name(schema)
    inner = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if isinstance(schema.get("items"), dict):
        inner.append(schema["items"])
    return next((name for each in inner if (name := _linked(each))), "")


def _name(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _curl(method: str, path: str, operation: dict[str, Any]) -> str:
    """A command that works as it stands, where the person has what it names."""
    address = f"{settings.SITE_URL}{_filled(method, path, operation['parameters'])}"
    lines = [f'curl "{address}"', '-H "Authorization: Bearer $MUSA_TOKEN"']
    if method != "GET":
        lines.insert(1, f"-X {method}")
    body = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in body:
        lines.append("-F file=@picture.jpg")
    elif "application/json" in body:
        example = json.dumps(body["application/json"].get("example", {}), ensure_ascii=False)
        quoted = example.replace("'", "'\\''")
        lines += ['-H "Content-Type: application/json"', f"-d '{quoted}'"]
    comes = set(operation["responses"].get(200, {}).get("content", {}))
    if "text/event-stream" in comes:
        lines.append("-N")  # each event at once
    elif comes and "application/json" not in comes:
        lines.append("-OJ")  # a file, under the name that the answer gives it
    return " \\\n  ".join(lines)


def _filled(method: str, path: str, parameters: list[dict[str, Any]]) -> str:
    """With an id or a word in each pair of braces, which curl would take for a list."""
    word = OWN_STYLE if method in ("PUT", "DELETE") else GIVEN_STYLE
    for each in parameters:
        if each["in"] == "path":
            is_id = each["schema"].get("type") == "integer"
            path = path.replace(f"{{{each['name']}}}", EXAMPLE_ID if is_id else word)
    return path


def _words(text: str) -> Words:
    """The text at its backticks: what stood between two of them is code."""
    return text.split("`")
