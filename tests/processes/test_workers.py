"""Real workers, killed for real, counted from outside: at the simulator and in the rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.stack import Stack

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

OPEN = "SELECT count(*) FROM studio_generation WHERE status IN ('pending', 'generating')"
BY_STATUS = "SELECT status, error_code, count(*) FROM studio_generation GROUP BY 1, 2"


def wait_until(holds: Callable[[], bool], *, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.1)


def generate(stack: Stack, prompt: str, *, user: str = "ada", count: int = 1) -> None:
    stack.manage("generate", prompt, "--user", user, "--count", str(count))


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Stack(latency_s=3, plain=True) as running:
        yield running


def test_killed_worker_loses_nothing_and_pays_nothing_unasked(stack: Stack) -> None:
    generate(stack, "first ten", count=10)
    generate(stack, "second ten", count=10)
    wait_until(lambda: stack.simulator_stats()["in_flight"] == 6, within_s=20)
    stack.kill_worker()
    calls_at_the_kill = stack.simulator_stats()["calls"]
    assert calls_at_the_kill < 20  # it was in the middle
    stack.start_worker()
    wait_until(lambda: stack.rows(OPEN) == [(0,)], within_s=120)
    assert stack.rows(BY_STATUS) == [("complete", "", 20)]
    # Six were under way: nobody knows their outcome, and each is sent again at most once.
    assert stack.simulator_stats()["calls"] <= 26


def test_killed_worker_sends_nothing_again_without_leave(stack: Stack) -> None:
    stack.manage("shell", "-c", _NO_LEAVE)
    generate(stack, "ten without leave", count=10)
    wait_until(lambda: stack.simulator_stats()["in_flight"] == 6, within_s=20)
    stack.kill_worker()
    stack.start_worker()
    wait_until(lambda: stack.rows(OPEN) == [(0,)], within_s=120)
    ends = {(status, code): count for status, code, count in stack.rows(BY_STATUS)}
    assert ends == {("complete", ""): 4, ("failed", "outcome_unknown"): 6}
    assert stack.simulator_stats()["calls"] == 10


_NO_LEAVE = """
from django.contrib.auth.models import User
from sessions_app.models import Preferences
Preferences.objects.create(owner=User.objects.get(username="ada"), resend_unknown_up_to_usd=0)
"""


def test_caps_and_turns_hold_across_two_workers() -> None:
    with Stack(latency_s=0.5, plain=True, workers=2) as stack:
        stack.manage("shell", "-c", _FORTY_AND_ONE)
        wait_until(lambda: stack.rows(OPEN) == [(0,)], within_s=60)
        in_flight = stack.simulator_stats()["max_in_flight_by_prompt_prefix"]
        assert in_flight["user-ada"] <= 6
        assert _first_rank(stack, "user-eve: single 0") <= 8
        assert _last_rank(stack, "user-ada: critical%") < _first_rank(stack, "user-ada: nice%")


_FORTY_AND_ONE = """
from django.contrib.auth.models import User
from studio import actions
from studio.models import Priority
from studio.requesting import GenerationRequest

def requests(words, count, priority):
    return [GenerationRequest(prompt=f"{words} {i}", priority=priority) for i in range(count)]

ada, eve = User.objects.get(username="ada"), User.objects.get(username="eve")
nice = requests("user-ada: nice", 30, Priority.NICE_TO_HAVE)
critical = requests("user-ada: critical", 10, Priority.CRITICAL)
actions.submit(requests=[*nice, *critical], by=ada)
actions.submit(requests=requests("user-eve: single", 1, Priority.NICE_TO_HAVE), by=eve)
"""

_RANKS = """
SELECT {which}(rank) FROM (
  SELECT prompt, row_number() OVER (ORDER BY started_at) AS rank FROM studio_generation
) WHERE prompt LIKE ?
"""


def _first_rank(stack: Stack, prompt: str) -> int:
    return int(stack.rows(_RANKS.format(which="min"), prompt)[0][0])


def _last_rank(stack: Stack, prompt: str) -> int:
    return int(stack.rows(_RANKS.format(which="max"), prompt)[0][0])
