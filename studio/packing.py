"""A batch as a ZIP: the originals that are ready, and a manifest that tells of every row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from functools import partial
from typing import Any

from django.utils.text import slugify

from gallery import zipping
from gallery.zipping import Entry
from studio import problems
from studio.models import Batch, Generation

_MISSING = {"code": "storage_error", "message": "The file of this picture is missing."}


def pack(batch: Batch) -> Iterator[bytes]:
    """In pieces; the rows are read now, the files one after the other as they are sent."""
    generations = list(
        batch.generations.select_related("image", "engine_model").order_by("position")
    )
    names = {each.pk: name for each in generations if (name := _name(each))}
    entries = [Entry(names[each.pk], _file(each)) for each in generations if each.pk in names]
    return zipping.pieces(entries, manifest=partial(_manifest, batch, generations, names))


def file_name(batch: Batch) -> str:
    return slugify(batch.name)[:60].strip("-") or f"musa-batch-{batch.pk}"


def _file(generation: Generation) -> str:
    """Of the original; "" where there is none, or none any more."""
    image = generation.image
    return image.name if image and image.trashed_at is None else ""


def _name(generation: Generation) -> str:
    file = _file(generation)
    words = generation.name or generation.prompt
    return zipping.entry_name(generation.position + 1, words, file=file) if file else ""


def _manifest(
    batch: Batch, generations: Sequence[Generation], names: dict[int, str], missing: Set[str]
) -> bytes:
    images = [_facts(each, names.get(each.pk, ""), missing) for each in generations]
    said = {
        "batch_id": batch.pk,
        "name": batch.name,
        "created_at": batch.created_at.isoformat(),
        "images": images,
    }
    return json.dumps(said, indent=2, ensure_ascii=False).encode()


def _facts(generation: Generation, name: str, missing: Set[str]) -> dict[str, Any]:
    return {
        "number": generation.position + 1,
        "file": name if name and name not in missing else None,
        "name": generation.name,
        "prompt": generation.prompt,
        "status": generation.status,
        "model": generation.engine_model.model_id,
        "settings": generation.requested,
        "cost_usd": format(generation.cost_usd, "f"),
        "error": _MISSING if name in missing else _error(generation),
    }


def _error(generation: Generation) -> dict[str, str] | None:
    if not generation.error_code:
        return None
    wording = problems.wording(generation.error_code)
    return {"code": generation.error_code, "message": wording.text}
