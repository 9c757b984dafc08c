"""How bytes reach the caller: whole, as a stream, or in one of the ways that go wrong."""

from __future__ import annotations

import asyncio

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from studio.simulator.faults import Faults
from studio.simulator.wire import ApiError

HEADERS = {"x-gemini-service-tier": "standard"}
# Small enough that flow control tells when the caller has really taken the bytes.
SLICE_BYTES = 256 * 1024
DRIP_EVERY_S = 0.25


class Whole(Response):
    """A JSON answer with its length, handed over slice by slice."""

    media_type = "application/json"

    def __init__(self, body: bytes) -> None:
        super().__init__(body, headers=HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.start(send)
        await self.pour(send, bytes(self.body))

    async def start(self, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": list(self.raw_headers)}
        )

    async def pour(self, send: Send, body: bytes) -> None:
        view = memoryview(body)
        for offset in range(0, len(body), SLICE_BYTES):
            piece = bytes(view[offset : offset + SLICE_BYTES])
            more = offset + SLICE_BYTES < len(body)
            await send({"type": "http.response.body", "body": piece, "more_body": more})


class Broken(Whole):
    """Begins like a whole answer; a subclass stops before its end.

    The server closes a connection whose answer ends before its announced length.
    """

    async def part(self, send: Send, body: bytes) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": True})


class Stalled(Broken):
    def __init__(self, body: bytes, seconds: float) -> None:
        super().__init__(body)
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.start(send)
        await self.part(send, b"{")
        await asyncio.sleep(self.seconds)


class Dripping(Broken):
    def __init__(self, body: bytes, seconds: float) -> None:
        super().__init__(body)
        self.drops = max(int(seconds / DRIP_EVERY_S), 1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.start(send)
        body = bytes(self.body)
        for place in range(self.drops):
            await self.part(send, body[place : place + 1])
            await asyncio.sleep(DRIP_EVERY_S)
        await self.pour(send, body[self.drops :])


class Dropped(Broken):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.start(send)
        await self.part(send, bytes(self.body[: len(self.body) // 2]))


def whole(body: bytes, faults: Faults) -> Response:
    """The response for one document, broken as the faults order."""
    if fault := faults.get("stall"):
        return Stalled(body, fault.seconds)
    if fault := faults.get("drip"):
        return Dripping(body, fault.seconds)
    if faults.has("drop"):
        return Dropped(body)
    if faults.has("truncated-json"):
        return Whole(body[: len(body) * 2 // 3])
    return Whole(body)


class Stream(Whole):
    """Server-sent events, one for each chunk, without a length; broken as the faults order."""

    media_type = "text/event-stream"

    def __init__(self, chunks: list[bytes], faults: Faults) -> None:
        super().__init__(b"")
        del self.headers["content-length"]
        self.chunks = chunks
        self.faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.start(send)
        if self.faults.has("stream-error", "truncated-json", "stall", "drop"):
            await self.break_off(send)
        else:
            for chunk in self.chunks:
                await self.event(send, chunk)
            await self.pour(send, b"\r\n")

    async def event(self, send: Send, chunk: bytes) -> None:
        await send(
            {
                "type": "http.response.body",
                "body": b"data: " + chunk + b"\r\n\r\n",
                "more_body": True,
            }
        )

    async def break_off(self, send: Send) -> None:
        """The first chunk where there are several, then the trouble."""
        for chunk in self.chunks[:-1][:1]:
            await self.event(send, chunk)
        if fault := self.faults.get("stall"):
            await asyncio.sleep(fault.seconds)
        elif self.faults.has("stream-error"):
            await self.event(send, bytes(refusal(overloaded()).body))
            await self.pour(send, b"\r\n")
        elif self.faults.has("truncated-json"):
            await self.event(send, self.chunks[-1][: len(self.chunks[-1]) // 2])
            await self.pour(send, b"\r\n")


def overloaded() -> ApiError:
    return ApiError(503, "The model is overloaded. Please try again later.")


def refusal(error: ApiError) -> Response:
    return JSONResponse(error.envelope(), status_code=error.code)


def bad_gateway() -> Response:
    """What a proxy in between answers: no JSON."""
    page = "<html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>"
    return Response(page, status_code=502, media_type="text/html")
