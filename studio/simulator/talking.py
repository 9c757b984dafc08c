"""Words: what a text model answers, and what an image model says beside its picture."""

from __future__ import annotations

import json
from typing import Any

from studio.simulator.asks import Ask
from studio.simulator.wire import JsonObject

MAX_WORDS = 60


def reply(ask: Ask) -> str:
    """A short, deterministic answer; JSON that fits the schema where one was given."""
    if ask.json_schema is not None:
        return json.dumps(fill(ask.json_schema, "", ask.prompt), ensure_ascii=False)
    words = ask.prompt.split()
    gist = " ".join(words[:MAX_WORDS]) + (" …" if len(words) > MAX_WORDS else "")
    return f"Here is your request in short: {gist}" if gist else "What would you like to make?"


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


def fill(schema: JsonObject, name: str, prompt: str) -> Any:
    """The least value that the schema allows; fields that hold prose receive the prompt."""
    if options := schema.get("enum"):
        return options[0]
    kind = _kind(schema)
    if kind == "object":
        rows = schema.get("properties") or {}
        return {key: fill(row, key, prompt) for key, row in rows.items()}
    if kind == "array":
        count = int(schema.get("minItems") or 0)
        return [fill(schema.get("items") or {}, name, prompt) for _ in range(count)]
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    return {"boolean": False, "null": None}.get(kind, prompt)


def _kind(schema: JsonObject) -> str:
    kind = schema.get("type") or ("object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = "null" if "null" in kind else kind[0]
    return str(kind).lower()
