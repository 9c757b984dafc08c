from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gallery.models import Image
from studio.cards import Card, Waiting, card, waiting
from studio.models import Answer, Batch, EngineModel, Generation, ProviderKey, Status

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOON = NOW + timedelta(seconds=20)
RESTING = {"key_rests_until": SOON, "key_rests_for": "rate_limited"}
PENDING: dict[str, Any] = {
    "pk": 7,
    "status": "pending",
    "due_at": NOW,
    "cancel_requested": False,
    "paused": False,
    "key_rests_until": None,
    "key_rests_for": "",
    "place": 3,
    "now": NOW,
}


def drawn(**facts: Any) -> Card:
    """The card of an unsaved generation."""
    row = {
        "pk": 7,
        "batch": Batch(),
        "engine_model": EngineModel(typical_s=15),
        "provider_key": ProviderKey(),
        "requested": {"aspect_ratio": "4:5"},
        "position": 1,
        "due_at": NOW,
        "estimated_cost_usd": Decimal("0.04"),
    }
    return card(Generation(**row | facts), place=1, now=NOW)


@pytest.mark.parametrize(
    ("changed", "token", "words"),
    [
        ({}, "7:pending:3", "Third in line"),
        ({"place": 0}, "7:pending:", "In line"),
        ({"paused": True} | RESTING, "7:pending:paused", "Paused"),
        (RESTING | {"key_rests_until": NOW}, "7:pending:3", "Third in line"),
    ],
)
def test_waiting_says_where_it_stands(changed: dict[str, Any], token: str, words: str) -> None:
    state = waiting(**PENDING | changed)
    assert (state.token, state.words) == (token, words)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"due_at": SOON}, ""),
        (RESTING, "rate_limited"),
        (RESTING | {"due_at": SOON, "key_rests_until": NOW}, ""),
    ],
)
def test_waiting_tells_until_when_and_why(changed: dict[str, Any], reason: str) -> None:
    state = waiting(**PENDING | changed)
    assert state == Waiting(7, "pending", "later", SOON, reason)
    assert state.token == f"7:pending:later-{SOON.timestamp():.0f}"
    assert state.left_s(NOW) == 20


def test_waiting_names_a_cancel_that_is_under_way() -> None:
    state = waiting(**PENDING | {"status": "generating", "cancel_requested": True})
    assert state == Waiting(7, "generating", "canceling")


def test_pending_card_has_its_letter_and_ratio() -> None:
    shown = drawn()
    assert (shown.letter, shown.ratio, shown.caption) == ("B", "4:5", "Waiting")


def test_card_of_a_resting_key_says_why_and_how_long() -> None:
    key = ProviderKey(paused_until=NOW + timedelta(seconds=21.4), pause_code="rate_limited")
    shown = drawn(provider_key=key)
    assert (shown.title, shown.text) == ("Google is busy", "Rate limit reached.")
    assert (shown.left_s, shown.left) == (22, "22 s")


def test_generating_card_counts_from_its_start() -> None:
    shown = drawn(status=Status.GENERATING, started_at=NOW - timedelta(seconds=11))
    assert (shown.elapsed_s, shown.usual_s) == (11, 15)


def test_card_never_counts_below_zero() -> None:
    assert drawn(status=Status.GENERATING, started_at=NOW + timedelta(seconds=2)).elapsed_s == 0


def test_complete_card_tells_pixels_and_seconds() -> None:
    image = Image(width_px=1264, height_px=848)
    times = {"started_at": NOW, "finished_at": NOW + timedelta(seconds=13.8)}
    shown = drawn(status=Status.COMPLETE, image=image, **times)
    assert shown.caption == "1264 \N{MULTIPLICATION SIGN} 848, 13.8 s"


def test_card_of_a_picture_in_the_trash_has_no_image() -> None:
    shown = drawn(status=Status.COMPLETE, image=Image(trashed_at=NOW))
    assert (shown.image, shown.title) == (None, "Deleted")


def test_failed_card_tells_what_it_cost() -> None:
    blocked = {"status": Status.FAILED, "error_code": "output_blocked"}
    assert drawn(**blocked).caption == "Not charged"
    shown = drawn(**blocked, cost_usd=Decimal("0.002"))
    assert (shown.caption, shown.icon) == ("Charged $0.002", "shield")


def test_card_without_a_picture_keeps_what_the_model_said() -> None:
    row = {"status": Status.FAILED, "answer": Answer(text=" Which chair? ")}
    assert drawn(**row, error_code="text_only").said == "Which chair?"
    assert drawn(**row, error_code="output_blocked").said == ""


def test_canceled_card_can_be_asked_for_again() -> None:
    shown = drawn(status=Status.CANCELED)
    assert (shown.title, shown.waiting) == ("Canceled", None)
