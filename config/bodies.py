"""How much one request may bring: Django writes a body to the disk before it asks who sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.api import problems
from config.api.middleware import PREFIX

# Fourteen pictures of 25 MB go along with one prompt where a browser runs no script.
MAX_FILES_BYTES = 400_000_000
MAX_TEXT_BYTES = 2_000_000  # Django and the API refuse half of it, in words of their own
_TOO_LARGE = b"This is more than one request may bring.\n"


class Bounded:
    """An ASGI application whose bodies have an end: 413, whoever asks."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        has_files = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        most_bytes = MAX_FILES_BYTES if has_files else MAX_TEXT_BYTES
        if _announced_bytes(headers) > most_bytes:
            await _refuse(scope, send)
        else:
            await self._counted(scope, receive, send, most_bytes)

    async def _counted(
        self, scope: dict[str, Any], receive: Any, send: Any, most_bytes: int
    ) -> None:
        """A body of no announced length ends like a connection that broke, then is refused."""
        came_bytes, has_begun = 0, False

        async def counted() -> dict[str, Any]:
            nonlocal came_bytes
            message: dict[str, Any] = await receive()
            came_bytes += len(message.get("body", b""))
            return {"type": "http.disconnect"} if came_bytes > most_bytes else message

        async def begun(message: dict[str, Any]) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        await self._application(scope, counted, begun)
        if came_bytes > most_bytes and not has_begun:
            await _refuse(scope, send)


def _announced_bytes(headers: Mapping[bytes, bytes]) -> int:
    said = headers.get(b"content-length", b"")
    return int(said) if said.isdigit() else 0


async def _refuse(scope: dict[str, Any], send: Any) -> None:
    kind, words = "text/plain; charset=utf-8", _TOO_LARGE
    if scope["path"].startswith(PREFIX):
        told = problems.respond(problems.plain(413))
        kind, words = told.headers["Content-Type"], told.content
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(words)).encode()),
        (b"cache-control", b"private, no-store"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": words})
