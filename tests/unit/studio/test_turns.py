from __future__ import annotations

import threading
import time

from studio.turns import Line

PATIENCE_S = 5


def test_who_is_urgent_comes_before_those_who_came_before() -> None:
    line, served = Line(), list[str]()
    line.enter()
    threads = [_waiting(line, served, name) for name in ("first", "second", "urgent")]
    line.leave()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert served == ["urgent", "first", "second"]


def test_left_line_is_free() -> None:
    line = Line()
    for _ in range(2):
        line.enter()
        line.leave()


def _waiting(line: Line, served: list[str], name: str) -> threading.Thread:
    """A thread that stands in the line, behind those that were there before it."""

    def wait() -> None:
        line.enter(urgent=name == "urgent")
        served.append(name)
        line.leave()

    known = len(line._waiting)
    thread = threading.Thread(target=wait)
    thread.start()
    while len(line._waiting) == known:
        time.sleep(0.001)
    return thread
