"""Markers: how they are read, how often they happen, and what they answer."""

from __future__ import annotations

import pytest

from studio.simulator import faults
from studio.simulator.faults import FaultPlan


def test_markers_are_cut_out_of_the_prompt() -> None:
    assert faults.without_markers("a red [[fail:NO_IMAGE]] chair [[latency:2]]") == "a red chair"


def test_marker_keeps_all_after_its_first_colon() -> None:
    (fault,) = faults.parse("[[http:429:retry=3]] x")

    assert (fault.kind, fault.argument) == ("http", "429:retry=3")


def test_once_happens_the_first_time_only() -> None:
    plan = FaultPlan()

    due = [plan.due("[[once:http:503]] a chair").has("http") for _ in range(3)]

    assert due == [True, False, False]


def test_once_is_counted_for_each_prompt() -> None:
    plan = FaultPlan()
    plan.due("[[once:drop]] a chair")

    assert plan.due("[[once:drop]] a table").has("drop")


def test_first_happens_as_often_as_it_says() -> None:
    plan = FaultPlan()

    due = [plan.due("[[first:2:http:503]] a chair").has("http") for _ in range(3)]

    assert due == [True, True, False]


def test_latency_marker_replaces_and_delay_adds() -> None:
    due = FaultPlan().due("x [[latency:2]] [[delay:0.5]]")

    assert due.latency_s(usual_s=9) == 2.5


@pytest.mark.parametrize(
    ("marker", "drift"),
    [
        ("", (0, 0, 1)),
        ("[[drift:3,-2.5,1.01]]", (3, -2.5, 1.01)),
        ("[[drift:4]]", (4, 0, 1)),
    ],
)
def test_drift_marker_orders_a_slide(marker: str, drift: tuple[float, float, float]) -> None:
    assert FaultPlan().due(f"a chair {marker}").drift() == drift


def test_retry_refusal_carries_the_delay_twice() -> None:
    error = faults.http_error("429:retry=3")

    assert error.details[-1]["retryDelay"] == "3s"
    assert "Please retry in 3s" in error.message


@pytest.mark.parametrize(
    ("order", "code", "words"),
    [
        ("400:region", 400, "location is not supported"),
        ("400:key", 400, "API key not valid"),
        ("402", 402, "prepayment credits are depleted"),
        ("429:spend", 429, "spend-based rate limit"),
        ("429:free", 429, "limit: 0"),
        ("500", 500, "internal error"),
        ("503", 503, "overloaded"),
        ("504", 504, "Deadline expired"),
    ],
)
def test_http_order_answers_with_the_providers_words(order: str, code: int, words: str) -> None:
    error = faults.http_error(order)

    assert error.code == code
    assert words in error.message


def test_daily_refusal_names_the_day_in_its_quota() -> None:
    (quota,) = faults.http_error("429:daily").details

    assert "PerDay" in quota["violations"][0]["quotaId"]


def test_if_looks_for_its_words_in_the_prompt() -> None:
    plan = FaultPlan()

    assert plan.due("[[if:red chair:drop]] a red chair").has("drop")
    assert not plan.due("[[if:red chair:drop]] a table").has("drop")


def test_if_may_order_what_happens_once() -> None:
    plan = FaultPlan()

    due = [plan.due("[[if:chair:once:http:503]] a chair").has("http") for _ in range(2)]

    assert due == [True, False]
