"""Batches of 500 on real processes: what a restart loses, and whom they keep waiting."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.processes.test_workers import BY_STATUS, OPEN, wait_until
from tests.stack import Stack, StackError

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

PLACES = 6
DONE = "SELECT count(*) FROM studio_generation WHERE status = 'complete'"


def send_list(stack: Stack, prompt: str, count: int, *, user: str) -> None:
    rows = "".join(f"{prompt} {number}\n" for number in range(count))
    stack.manage("batch", "-", "--user", user, stdin=rows)


def test_restart_in_the_middle_loses_nothing_of_a_long_batch() -> None:
    env = {"GENERATIONS_PER_USER": "16", "GENERATIONS_TOTAL": "16"}
    with Stack(latency_s=0.2, plain=True, env=env) as stack:
        send_list(stack, "a long batch", 500, user="ada")
        wait_until(lambda: int(stack.rows(DONE)[0][0]) > 100, within_s=60)
        stack.workers[0].stop()
        assert stack.rows(OPEN) > [(0,)]  # it was in the middle
        stack.start_worker()
        wait_until(lambda: stack.rows(OPEN) == [(0,)], within_s=200)
        assert stack.rows(BY_STATUS) == [("complete", "", 500)]
        stats = stack.simulator_stats()
        assert stats["max_in_flight"] <= 16
        assert stats["calls"] <= 500 + 16  # what was under way is sent again at most once


def test_long_batch_delays_another_persons_picture_by_one_round_at_most() -> None:
    env = {"GENERATIONS_PER_USER": str(PLACES), "GENERATIONS_TOTAL": str(PLACES)}
    with Stack(latency_s=1, plain=True, env=env) as stack:
        send_list(stack, "ada", 500, user="ada")
        wait_until(lambda: stack.simulator_stats()["in_flight"] == PLACES, within_s=30)
        stack.manage("generate", "eve alone", "--user", "eve")
        wait_until(lambda: _calls_begun(stack, "eve alone") != [], within_s=30)
        (begun,) = _calls_begun(stack, "eve alone")
        asked = _asked_at(stack, "eve alone")
        between = [at for at in _calls_begun(stack, "ada") if asked <= at < begun]
        assert len(between) <= PLACES


def test_list_that_fails_in_part_ends_with_one() -> None:
    with Stack() as stack:
        with pytest.raises(StackError, match="Stopped by the safety filter"):
            rows = "a dog\n[[fail:IMAGE_SAFETY]] a cat\n"
            stack.manage("batch", "-", "--user", "ada", "--wait", stdin=rows)
        assert stack.rows(DONE) == [(1,)]


def _calls_begun(stack: Stack, prompt: str) -> list[float]:
    """When the provider was called with it, in seconds since 1970, by the provider's own clock."""
    requests = stack.simulator_stats()["requests"]
    return [each["started"] for each in requests if each["prompt"].startswith(prompt)]


def _asked_at(stack: Stack, prompt: str) -> float:
    ((asked,),) = stack.rows(
        "SELECT created_at FROM studio_generation WHERE prompt LIKE ?", f"{prompt}%"
    )
    return datetime.fromisoformat(f"{asked}+00:00").timestamp()
