"""Everything over ASGI: the pages and the API by Django, /mcp by the protocol's own server."""

from __future__ import annotations

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

_pages = get_asgi_application()

from config import mcp  # noqa: E402  models are there only now
from config.bodies import Bounded  # noqa: E402

_tools = mcp.application()


async def _dispatched(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await (_tools if _is_for_tools(scope) else _pages)(scope, receive, send)


def _is_for_tools(scope: dict[str, Any]) -> bool:
    """The server's start and end are the protocol's too: its requests run under them."""
    path: str = scope.get("path", "")
    return scope["type"] == "lifespan" or path == mcp.PATH or path.startswith(mcp.METADATA)


application = Bounded(_dispatched)
