from __future__ import annotations

import asyncio
from typing import Any

import pytest

from config import bodies


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MAX_TEXT_BYTES", 10)
    monkeypatch.setattr(bodies, "MAX_FILES_BYTES", 20)


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Reads all, as Django does; answers nothing to whoever left."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})


def status_of(*chunks: bytes, announced: bytes = b"", kind: bytes = b"text/plain") -> int:
    parts = [{"type": "http.request", "body": each, "more_body": True} for each in chunks]
    parts[-1]["more_body"] = False
    waiting, sent = iter(parts), []

    async def receive() -> dict[str, Any]:
        return next(waiting)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-length", announced), (b"content-type", kind)]
    scope = {"type": "http", "path": "/api/generate", "headers": headers}
    asyncio.run(bodies.Bounded(echo)(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("chunks", "announced", "status"),
    [
        ([b"12345", b"67890"], b"10", 200),
        ([b""], b"11", 413),
        ([b"12345", b"67890", b"1"], b"", 413),
        ([b"12345", b"67890", b"1"], b"nonsense", 413),
    ],
    ids=["fits", "announced", "comes", "lies"],
)
def test_body_passes_as_far_as_it_fits(chunks: list[bytes], announced: bytes, status: int) -> None:
    assert status_of(*chunks, announced=announced) == status


def test_files_may_bring_more() -> None:
    kind = b"multipart/form-data; boundary=x"
    assert status_of(b"1" * 20, kind=kind) == 200
    assert status_of(b"1" * 21, kind=kind) == 413
