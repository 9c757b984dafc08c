"""The gallery's part of the JSON API, and the words that the other apps' parts are written in."""

from __future__ import annotations

from ninja import Router

from gallery.api import bulk, routes

router = Router()
for _part in (bulk, routes):
    router.add_router("", _part.router)

__all__ = ["router"]
