"""Server-sent events (the HTML standard, section 9.2) out of rows, for any page or program.

The rows decide: a stream asks the database what came after the last id that it sent, so it can be
cut at any time and resumed anywhere, and no process needs to hear of what another one did.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse

from studio.pooling import let_go_of_the_database

LOOK_EVERY_S, IDLE_LOOK_EVERY_S = 0.3, 1.0
BEAT_EVERY_S = 15.0
RECONNECT_MS = 2000
LONGEST_S = 900.0  # then its reader comes back, and shows again who it is
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """`id` is what a reader sends back to go on after it; `data` becomes one line of JSON."""

    id: int
    kind: str
    data: Mapping[str, Any]

    def __str__(self) -> str:
        words = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.id}\nevent: {self.kind}\ndata: {words}\n\n"


Read = Callable[[int], Awaitable[list[ServerEvent]]]  # those after this id, the oldest first


def never(event: ServerEvent) -> bool:
    return False


def last_event_id(request: HttpRequest) -> int | None:
    """What a reader has seen: its header, else `?after=`; None where it names no id."""
    said = request.headers.get("Last-Event-ID") or request.GET.get("after") or ""
    if not (said.isascii() and said.isdigit()):
        return None
    return min(int(said[:20]), BIGGEST_ID)


def event_stream(
    read: Read,
    *,
    after: int,
    ends: Callable[[ServerEvent], bool] = never,
    follow: bool = True,
    idle_look_s: float = IDLE_LOOK_EVERY_S,
) -> StreamingHttpResponse:
    """What `read` finds, as it comes; ends after an event that `ends` it.

    `idle_look_s` is the longest pause between two looks.
    Without `follow` it ends with what is there.  Between two reads no database connection is held.
    """
    lines = _lines(read, after, ends, follow=follow, idle_look_s=idle_look_s)
    response = StreamingHttpResponse(lines, content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep events back
    return response


async def _lines(
    read: Read,
    after: int,
    ends: Callable[[ServerEvent], bool],
    *,
    follow: bool,
    idle_look_s: float,
) -> AsyncIterator[str]:
    yield f"retry: {RECONNECT_MS}\n\n"
    said_at, pause_s = time.monotonic(), LOOK_EVERY_S
    ends_at = said_at + LONGEST_S
    while time.monotonic() < ends_at:
        found = await read(after)
        await sync_to_async(let_go_of_the_database)()
        for event in found:
            yield str(event)
            after, said_at = event.id, time.monotonic()
            if ends(event):
                return
        if not (found or follow):
            return
        pause_s = LOOK_EVERY_S if found else min(pause_s * 1.2, idle_look_s)
        if follow:
            await asyncio.sleep(pause_s)
        if time.monotonic() - said_at >= BEAT_EVERY_S:
            yield ": still here\n\n"
            said_at = time.monotonic()
