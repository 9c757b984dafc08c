"""list_images, get_image, describe_image: what an agent sees of the gallery."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from gallery import paging
from gallery.api.bodies import Narrowing
from gallery.models import Image
from gallery.paging import Cursor
from studio import texts
from studio.tools import files
from studio.tools.contract import DescribeImage, GetImage, ListImages, tool_usd
from studio.tools.failures import ToolError, told
from studio.tools.generating import Result, contents

_DESCRIBE = (
    "Describe this picture in English so that a painter could make it again: subject, composition, "
    "light, colours, style, and every text in it word for word. Answer with the description alone."
)


def list_images(asked: ListImages, *, by: User) -> Result:
    """Newest first, without the bytes."""
    with told():
        rows = Narrowing.model_validate({"q": asked.query or None}).narrowed(by)
    if seen := Cursor.read(asked.cursor):
        rows = paging.after(rows, seen, "newest")
    elif asked.cursor:
        raise ToolError("invalid_request", "This cursor is not one of ours.", field="cursor")
    found = list(paging.in_order(rows, "newest")[: asked.limit + 1])
    shown = found[: asked.limit]
    more = len(found) > len(shown)
    return {
        "success": "true",
        "images": [_facts(each) for each in shown],
        "next_cursor": str(Cursor.at(shown[-1])) if more else None,
    }


def get_image(asked: GetImage, *, by: User) -> Result:
    image = _own(asked.image_id, by)
    return {"success": "true", "image": _facts(image), "_file_contents": [contents(image)]}


def describe_image(asked: DescribeImage, *, by: User) -> Result:
    image = _own(asked.image_id, by)
    own = asked.question.strip()
    system, question = ("", own) if own else (_DESCRIBE, "Describe it.")
    try:
        with told():
            answer = texts.ask(prompt=question, by=by, images=[image], system=system)
    except texts.NoTextModel as error:
        message = "No text model is set up here. The setting is GEMINI_TEXT_MODEL."
        raise ToolError("no_text_model", message) from error
    except texts.TextFailed as error:
        raise ToolError(error.code, error.words) from error
    return {
        "success": "true",
        "description": answer.text,
        "image_id": image.pk,
        "cost_usd": tool_usd(answer.cost_usd),
    }


def _own(pk: int, by: User) -> Image:
    found = Image.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise ToolError("not_found", "There is no such picture.", field="image_id")
    return found


def _facts(image: Image) -> dict[str, Any]:
    told_of = {
        "prompt": image.prompt,
        "alt": image.alt,
        "model": image.model,
        "source": image.source,
        "created_at": image.created_at.isoformat(),
    }
    return files.facts(image) | told_of
