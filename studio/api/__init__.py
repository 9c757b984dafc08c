"""The studio's part of the JSON API: asking for pictures, following them, the catalogue."""

from __future__ import annotations

from ninja import Router

from studio.api import batches, catalogue, generate, generations

router = Router()
for _part in (generate, batches, generations, catalogue):
    router.add_router("", _part.router)

__all__ = ["router"]
