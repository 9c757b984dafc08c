from __future__ import annotations

import asyncio

import pytest
from django.test import RequestFactory

from studio import streaming
from studio.streaming import ServerEvent, event_stream, last_event_id

KEPT = [ServerEvent(pk, "count", {"n": pk, "word": "line\nbreak"}) for pk in (1, 2, 3)]


async def read(seen: int) -> list[ServerEvent]:
    return [each for each in KEPT if each.id > seen]


def whole(after: int, *, until: int | None = None) -> str:
    """All that a stream says until it ends."""

    async def gather() -> str:
        response = event_stream(
            read, after=after, ends=lambda event: event.id == until, follow=until is not None
        )
        return "".join([part.decode() async for part in aiter(response)])

    return asyncio.run(gather())


def test_stream_tells_each_event_with_its_id() -> None:
    told = whole(0)
    assert [line for line in told.splitlines() if line.startswith("id: ")] == [
        "id: 1",
        "id: 2",
        "id: 3",
    ]
    assert 'event: count\ndata: {"n":1,"word":"line\\nbreak"}\n\n' in told


def test_stream_goes_on_after_what_was_seen() -> None:
    assert "id: 2" not in whole(2)
    assert "id: 3" in whole(2)


def test_stream_ends_with_its_last_event() -> None:
    assert whole(0, until=2).endswith('"n":2,"word":"line\\nbreak"}\n\n')


def test_stream_beats_while_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BEAT_EVERY_S", 0.0)

    async def first_words() -> list[bytes]:
        parts = aiter(event_stream(read, after=3))
        return [await anext(parts), await anext(parts)]

    assert asyncio.run(first_words()) == [b"retry: 2000\n\n", b": still here\n\n"]


@pytest.mark.parametrize(
    ("said", "seen"),
    [("17", 17), ("0", 0), ("", None), ("-1", None), ("٣", None), ("9" * 40, 2**63 - 1)],
)
def test_last_event_is_read_from_the_header(said: str, seen: int | None) -> None:
    assert last_event_id(RequestFactory().get("/", headers={"Last-Event-ID": said})) == seen
