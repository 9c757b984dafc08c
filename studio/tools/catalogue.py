"""The tools that are advertised over the Model Context Protocol, each with its schemas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from pydantic import BaseModel

from studio.tools import generating, looking
from studio.tools.contract import (
    DescribeImage,
    EditImage,
    EstimateCost,
    GenerateImage,
    GetImage,
    ListImages,
    schema_of,
)
from studio.tools.generating import Result, read

_FILE = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "filename": {"type": "string"},
        "mime_type": {"type": "string"},
        "size_bytes": {"type": "integer"},
        "width": {"type": "integer"},
        "height": {"type": "integer"},
        "url": {"type": "string"},
        "expires_at": {"type": ["string", "null"]},
    },
    "required": ["id", "filename", "mime_type", "size_bytes", "width", "height", "url"],
}


def _answers(**properties: Any) -> dict[str, Any]:
    """An answer's schema: `success` always, the rest where it went well."""
    told = {"success": {"type": "string", "enum": ["true", "false"]}, "error": {"type": "object"}}
    return {"type": "object", "properties": told | properties, "required": ["success"]}


_USD = {"type": "string", "description": "Dollars, three places"}
_PICTURE = _answers(
    cost_usd=_USD,
    parameters_used={"type": "object"},
    files={"type": "array", "items": _FILE},
    generated_text={"type": "string"},
    warnings={"type": "array", "items": {"type": "string"}},
)


@dataclass(frozen=True, slots=True)
class Tool:
    """`draws`: it makes something new and costs money."""

    name: str
    description: str
    parameters: type[BaseModel]
    call: Callable[[Any, User], Result]
    output: dict[str, Any]
    draws: bool = False

    @property
    def input(self) -> dict[str, Any]:
        return schema_of(self.parameters)

    def __call__(self, said: Mapping[str, Any], *, by: User) -> Result:
        """Raises ToolError."""
        return self.call(read(self.parameters, said), by)


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "generate_image",
            "Draw one picture from words. Costs money; the answer tells how much. The file is kept "
            "for 24 hours unless somebody keeps it.",
            GenerateImage,
            lambda asked, by: generating.generate_image(by=by, **asked.model_dump()),
            _PICTURE,
            draws=True,
        ),
        Tool(
            "edit_image",
            "Change a picture in words. The original stays; the result is a new picture.",
            EditImage,
            lambda asked, by: generating.edit_image(asked, by=by),
            _PICTURE,
            draws=True,
        ),
        Tool(
            "describe_image",
            "Turn a picture back into words, or answer a question about it. Costs a little.",
            DescribeImage,
            lambda asked, by: looking.describe_image(asked, by=by),
            _answers(description={"type": "string"}, image_id={"type": "integer"}, cost_usd=_USD),
            draws=True,
        ),
        Tool(
            "list_images",
            "List pictures of the gallery, the newest first, or find them by words.",
            ListImages,
            lambda asked, by: looking.list_images(asked, by=by),
            _answers(
                images={"type": "array", "items": _FILE},
                next_cursor={"type": ["string", "null"]},
            ),
        ),
        Tool(
            "get_image",
            "One picture of the gallery: what is known of it, and the picture itself.",
            GetImage,
            lambda asked, by: looking.get_image(asked, by=by),
            _answers(image=_FILE),
        ),
        Tool(
            "estimate_cost",
            "What pictures would cost at most. Costs nothing.",
            EstimateCost,
            lambda asked, by: generating.estimate_cost(asked, by=by),
            _answers(
                cost_usd=_USD,
                images={"type": "integer"},
                model={"type": "string"},
                warnings={"type": "array", "items": {"type": "string"}},
                dry_run={"type": "boolean"},
            ),
        ),
    )
}
