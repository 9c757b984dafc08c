"""Words: what a text model answers, and what an image model says beside its picture."""

from __future__ import annotations

import json
from typing import Any

from studio.simulator.asks import Ask
from studio.simulator.wire import JsonObject

MAX_WORDS = 60


def reply(ask: Ask) -> str:
    """A short, deterministic answer; JSON that fits the schema where one was given.

    Where the caller's instruction wants a paragraph that begins with "Prompt:", it ends with one.
    """
    if ask.json_schema is not None:
        schema = ask.json_schema
        return json.dumps(fill(schema, ask.prompt, _definitions(schema)), ensure_ascii=False)
    words = ask.prompt.split()
    gist = " ".join(words[:MAX_WORDS]) + (" …" if len(words) > MAX_WORDS else "")
    if not gist:
        return "What would you like to make?"
    said = f"Here is your request in short: {gist}"
    return f"{said}\n\nPrompt: {gist}" if "Prompt:" in ask.system else said


def instead_of_picture(prompt: str) -> str:
    subject = " ".join(prompt.split()[:12]) or "this"
    return f"Before I draw “{subject}”: would you like it as a photograph or as an illustration?"


def thought(prompt: str) -> str:
    subject = " ".join(prompt.split()[:10]) or "the picture"
    return (
        "**Planning the composition**\n\n"
        f"I read the request, “{subject}”, settle on subject, light and palette, and leave room "
        "around the point of interest.\n"
    )


def fill(schema: JsonObject, prompt: str, definitions: JsonObject) -> Any:
    """The least value that the schema allows; fields that hold prose receive the prompt.

    Where the prompt is itself JSON with fields of these names, each receives its own.
    """
    schema = _resolved(schema, definitions)
    if "const" in schema:
        return schema["const"]
    if options := schema.get("enum"):
        return options[0]
    return _least(schema, prompt, definitions)


def _least(schema: JsonObject, prompt: str, definitions: JsonObject) -> Any:
    match _kind(schema):
        case "object":
            return _object(schema, prompt, definitions)
        case "array":
            least, row = int(schema.get("minItems") or 0), schema.get("items") or {}
            return [fill(row, prompt, definitions) for _ in range(least)]
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case "null":
            return None
    return _prose(schema, prompt)


def _object(schema: JsonObject, prompt: str, definitions: JsonObject) -> JsonObject:
    rows, asked = schema.get("properties") or {}, _fields_of(prompt)
    return {key: fill(row, asked.get(key, prompt), definitions) for key, row in rows.items()}


def _fields_of(prompt: str) -> dict[str, str]:
    try:
        said = json.loads(prompt)
    except ValueError:
        return {}
    fields = said.items() if isinstance(said, dict) else ()
    return {key: text for key, text in fields if isinstance(text, str)}


def _definitions(schema: JsonObject) -> JsonObject:
    return schema.get("$defs") or schema.get("definitions") or {}


def _resolved(schema: JsonObject, definitions: JsonObject) -> JsonObject:
    """What a reference stands for; of several forms the first that is a value."""
    if name := str(schema.get("$ref") or "").rpartition("/")[2]:
        return _resolved(definitions.get(name) or {}, definitions)
    if forms := schema.get("anyOf") or schema.get("oneOf"):
        values = [form for form in forms if form.get("type") != "null"]
        return _resolved((values or forms)[0], definitions)
    return schema


def _prose(schema: JsonObject, prompt: str) -> str:
    """The prompt, as long as the field wants it."""
    longest, shortest = schema.get("maxLength"), int(schema.get("minLength") or 0)
    return prompt[:longest].ljust(shortest, ".")


def _kind(schema: JsonObject) -> str:
    kind = schema.get("type") or ("object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = "null" if "null" in kind else kind[0]
    return str(kind).lower()
