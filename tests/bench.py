"""Batch efficiency: how near 100 pictures come to the time that the provider alone would take.

    make bench

The ideal is ceil(pictures / cap) x latency; the simulator answers in its plain mode, so that its
drawing does not count.  All else does: the API call, the queue, the SDK, decoding, renditions
and rows.  The provider's own latency is the yardstick in each run, so the ratio can be compared
between machines; the bars are those of the foundation's issue.
"""

from __future__ import annotations

import json
import time
from math import ceil
from typing import Any
from urllib.request import Request, urlopen

from tests.stack import Stack

PICTURES = 100
LATENCY_S = 1.0
BARS = {8: 0.90, 32: 0.75}
_OPEN = "SELECT count(*) FROM studio_generation WHERE status IN ('pending', 'generating')"


def main() -> None:
    for cap, bar in BARS.items():
        wall_s = _measure(cap)
        ideal_s = ceil(PICTURES / cap) * LATENCY_S
        print(  # noqa: T201  a command's result
            f"cap {cap:>2}: ideal {ideal_s:.1f} s, wall {wall_s:.2f} s, "
            f"efficiency {ideal_s / wall_s:.2f} (bar {bar:.2f})"
        )


def _measure(cap: int) -> float:
    caps = {"GENERATIONS_PER_USER": str(cap), "GENERATIONS_TOTAL": str(cap)}
    with Stack(latency_s=LATENCY_S, plain=True, env=caps) as stack:
        token = stack.manage("create_api_token", "ada").strip()
        _post(stack, token, "/api/generate", {"prompt": "warm up"})
        _wait(stack)
        begun = time.monotonic()
        _post(stack, token, "/api/batches", {"prompts": [f"chair {n}" for n in range(PICTURES)]})
        _wait(stack)
        return time.monotonic() - begun


def _post(stack: Stack, token: str, path: str, body: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(stack.url + path, json.dumps(body).encode(), headers)
    urlopen(request, timeout=60).close()


def _wait(stack: Stack) -> None:
    while stack.rows(_OPEN) != [(0,)]:
        time.sleep(0.05)


if __name__ == "__main__":
    main()
