"""The gallery's part of the JSON API, and the words that the other apps' parts are written in."""

from __future__ import annotations

from gallery.api.routes import router

__all__ = ["router"]
