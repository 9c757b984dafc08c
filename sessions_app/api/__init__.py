"""The sessions' part of the JSON API: memories and sessions."""

from __future__ import annotations

from ninja import Router

from sessions_app.api import memories, sessions

router = Router()
for _part in (sessions, memories):
    router.add_router("", _part.router)

__all__ = ["router"]
