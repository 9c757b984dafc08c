"""The sessions' part of the JSON API: memories, sessions and their share links."""

from __future__ import annotations

from ninja import Router

from sessions_app.api import memories, sessions, shares

router = Router()
for _part in (sessions, shares, memories):
    router.add_router("", _part.router)

__all__ = ["router"]
