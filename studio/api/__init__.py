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
for _part in (
    memory_preview,
    messages,
    generate,
    edit,
    batches,
    generations,
    tools,
    events,
    exports,
    sketches,
    sketch_acts,
    templates,
    settings,
    styles,
    usage,
    catalogue,
):
    router.add_router("", _part.router)

__all__ = ["router"]
