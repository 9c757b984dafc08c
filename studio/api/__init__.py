"""The studio's part of the JSON API: pictures, batches, settings, money, the catalogue."""

from __future__ import annotations

from ninja import Router

from studio.api import (
    batches,
    catalogue,
    edit,
    events,
    exports,
    generate,
    generations,
    memory_preview,
    messages,
    settings,
    sketch_acts,
    sketches,
    styles,
    templates,
    tools,
    usage,
)

router = Router()
for _part in (  # in this order they stand on the page of the docs
    generate,
    edit,
    batches,
    generations,
    messages,
    exports,
    memory_preview,
    sketches,
    sketch_acts,
    styles,
    templates,
    settings,
    usage,
    catalogue,
    tools,
    events,
):
    router.add_router("", _part.router)

__all__ = ["router"]
