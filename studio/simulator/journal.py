"""What was asked of the provider and how much of it at once: counted here, outside the caller."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

KEPT_REQUESTS = 200
USER_PREFIX = re.compile(r"([\w.@+-]{1,60}):\s")


@dataclass
class Tally:
    calls: int = 0
    in_flight: int = 0
    max_in_flight: int = 0

    def enter(self) -> None:
        self.calls += 1
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)

    def leave(self) -> None:
        self.in_flight -= 1


@dataclass
class Call:
    """One call as `/_simulator/stats` shows it; status 0 until it is known."""

    at: str
    model: str
    prompt: str
    key: str
    aspect_ratio: str | None
    image_size: str | None
    images_in: int
    status: int = 0
    started: float = 0.0
    finished: float | None = None


class Journal:
    """Counters since the last reset; used from the event loop only."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget all; calls that are still in flight end on the counters that they began on."""
        self.total = Tally()
        self.by_key: defaultdict[str, Tally] = defaultdict(Tally)
        self.by_prefix: defaultdict[str, Tally] = defaultdict(Tally)
        self.by_prompt: Counter[str] = Counter()
        self.requests: deque[Call] = deque(maxlen=KEPT_REQUESTS)

    @contextmanager
    def in_flight(self, call: Call) -> Iterator[None]:
        """Count a call from here until its last byte has been handed to the connection."""
        self.requests.append(call)
        self.by_prompt[call.prompt] += 1
        tallies = [self.total, self.by_key[call.key]]
        if match := USER_PREFIX.match(call.prompt):
            tallies.append(self.by_prefix[match[1]])
        for tally in tallies:
            tally.enter()
        try:
            yield
        finally:
            call.finished = now()
            for tally in tallies:
                tally.leave()

    def stats(self) -> dict[str, Any]:
        prefixes = {name: tally.max_in_flight for name, tally in self.by_prefix.items()}
        return {
            **asdict(self.total),
            "by_key": {key: asdict(tally) for key, tally in self.by_key.items()},
            "by_prompt": dict(self.by_prompt),
            "max_in_flight_by_prompt_prefix": prefixes,
            "requests": [asdict(call) for call in self.requests],
        }


def now() -> float:
    return datetime.now(UTC).timestamp()
