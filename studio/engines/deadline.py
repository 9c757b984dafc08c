"""A deadline and a size for a whole answer: the client's own timeout only counts single reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2

# Fourteen references and a 4K picture stay far below; more is no answer of an image model.
MAX_ANSWER_BYTES = 128 * 1024 * 1024
_DEADLINE = "musa_deadline"


class DeadlineExceeded(Exception):
    """The answer was still dripping in when its time was over."""


class AnswerTooLarge(Exception):
    """The answer passed the size that any picture can have."""


def bounding_hooks(timeout_s: float) -> dict[str, list[Callable[[Any], None]]]:
    """Event hooks for an httpx2 client, so that no call outlives `timeout_s` by much."""

    def start(request: httpx2.Request) -> None:
        request.extensions[_DEADLINE] = time.monotonic() + timeout_s

    def bound(response: httpx2.Response) -> None:
        deadline = response.request.extensions[_DEADLINE]
        # The transport reads this as the first byte of the body is awaited: a stall ends in time.
        remaining_s = max(deadline - time.monotonic(), 0.001)
        response.request.extensions["timeout"]["read"] = remaining_s
        response.stream = _BoundedStream(response.stream, deadline)

    return {"request": [start], "response": [bound]}


class _BoundedStream(httpx2.SyncByteStream):
    def __init__(self, stream: Any, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        received_bytes = 0
        for chunk in self._stream:
            received_bytes += len(chunk)
            if received_bytes > MAX_ANSWER_BYTES:
                raise AnswerTooLarge(f"The answer was larger than {MAX_ANSWER_BYTES:,} bytes.")
            if time.monotonic() > self._deadline:
                raise DeadlineExceeded
            yield chunk

    def close(self) -> None:
        self._stream.close()
