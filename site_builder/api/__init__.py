"""The site builder's part of the JSON API."""

from __future__ import annotations

from ninja import Router

from site_builder.api import exports, pictures, sites

router = Router()
for _part in (sites, pictures, exports):
    router.add_router("", _part.router)

__all__ = ["router"]
