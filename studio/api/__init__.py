"""The studio's part of the JSON API: asking for pictures, following them, settings, the catalogue."""

from __future__ import annotations

from ninja import Router

from studio.api import batches, catalogue, generate, generations, settings, templates

router = Router()
for _part in (generate, batches, generations, templates, settings, catalogue):
    router.add_router("", _part.router)

__all__ = ["router"]
