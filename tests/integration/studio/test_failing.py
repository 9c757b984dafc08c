"""Every way of getting no picture, through the real SDK: what it is called, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from sessions_app.models import Preferences
from studio import actions, engines, failing, sweeping, tasks
from studio.models import Generation, LedgerEntry, ProviderKey, Status
from studio.requesting import GenerationRequest
from studio.simulator.process import Simulator

pytestmark = pytest.mark.django_db
State = LedgerEntry.State


def run(owner: User, prompt: str) -> Generation:
    request = GenerationRequest(prompt=f"a red chair {prompt}")
    generation = actions.submit(requests=[request], by=owner).generations.get()
    tasks.work()
    generation.refresh_from_db()
    return generation


@pytest.mark.parametrize(
    ("marker", "code"),
    [
        ("[[block:SAFETY]]", "prompt_blocked"),
        ("[[fail:IMAGE_SAFETY]]", "output_blocked"),
        ("[[fail:RECITATION]]", "output_blocked"),
        ("[[fail:NO_IMAGE]]", "no_image"),
        ("[[text-only]]", "text_only"),
        ("[[bad-image]]", "bad_image"),
        ("[[truncated-image]]", "bad_image"),
        ("[[truncated-json]]", "bad_image"),
        ("[[http:400]]", "invalid_request"),
        ("[[http:402]]", "no_credit"),
        ("[[http:403]]", "invalid_key"),
        ("[[http:404]]", "model_retired"),
        ("[[http:429:free]]", "quota_exhausted"),
    ],
)
def test_failure_has_its_code_and_is_not_repeated(
    owner: User, simulator: Simulator, marker: str, code: str
) -> None:
    generation = run(owner, marker)
    assert (generation.status, generation.error_code) == (Status.FAILED, code)
    assert simulator.stats()["calls"] == 1


@pytest.mark.parametrize(
    "marker",
    ["[[http:429:retry=3]]", "[[http:429:spend]]", "[[http:500]]", "[[http:503]]", "[[http:504]]"],
)
def test_passing_fault_puts_the_generation_back(
    owner: User, simulator: Simulator, marker: str
) -> None:
    generation = run(owner, marker)
    assert generation.status == Status.PENDING
    assert generation.due_at > timezone.now()
    assert generation.ledger_entries.get().state == State.RESERVED


def test_servers_delay_is_kept_and_pauses_the_key(owner: User, simulator: Simulator) -> None:
    generation = run(owner, "[[http:429:retry=30]]")
    pause = ProviderKey.objects.get()
    assert pause.pause_code == "rate_limited"
    assert generation.due_at > timezone.now() + timedelta(seconds=29)


def test_passing_fault_ends_after_its_tries(owner: User, simulator: Simulator) -> None:
    generation = run(owner, "[[http:500]]")
    Generation.objects.update(due_at=timezone.now(), refusals=2)
    tasks.work()
    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == (Status.FAILED, "provider_unavailable")
    assert generation.ledger_entries.get().state == State.RELEASED


def test_provider_that_cannot_be_reached_costs_nothing(owner: User, settings: Settings) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    generation = run(owner, "")
    assert (generation.status, generation.cost_usd) == (Status.PENDING, Decimal(0))


def test_billed_answer_without_a_picture_is_booked(owner: User, simulator: Simulator) -> None:
    generation = run(owner, "[[text-only]]")
    entry = generation.ledger_entries.get()
    assert entry.state == State.CHARGED
    assert 0 < entry.booked_usd < entry.reserved_usd


def test_words_instead_of_a_picture_can_be_read(owner: User, simulator: Simulator) -> None:
    generation = run(owner, "[[text-only]]")
    assert generation.answer.text


def test_lost_connection_is_possibly_charged_and_sent_again_once(
    owner: User, simulator: Simulator
) -> None:
    generation = run(owner, "[[drop]]")
    assert generation.status == Status.PENDING
    tasks.work()
    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == (Status.FAILED, "outcome_unknown")
    states = [entry.state for entry in generation.ledger_entries.order_by("attempt")]
    assert states == [State.POSSIBLY_CHARGED, State.POSSIBLY_CHARGED]
    assert simulator.stats()["calls"] == 2


def test_lost_connection_is_not_sent_again_without_leave(owner: User, simulator: Simulator) -> None:
    Preferences.objects.create(owner=owner, resend_unknown_up_to_usd=Decimal(0))
    generation = run(owner, "[[drop]]")
    assert (generation.status, generation.error_code) == (Status.FAILED, "outcome_unknown")
    assert generation.cost_usd == generation.estimated_cost_usd


@pytest.mark.parametrize("marker", ["[[stall:30]]", "[[drip:30]]"])
def test_answer_that_never_ends_is_cut_at_the_deadline(
    owner: User, simulator: Simulator, settings: Settings, marker: str
) -> None:
    settings.GENERATION_TIMEOUT_S = 10
    engines._engine.cache_clear()
    begun = timezone.now()
    generation = run(owner, marker)
    assert generation.ledger_entries.filter(state=State.POSSIBLY_CHARGED).count() == 1
    assert timezone.now() - begun < timedelta(seconds=15)


def test_worker_that_dies_before_the_call_costs_nothing(owner: User, simulator: Simulator) -> None:
    generation = _leased(owner, sent=False)
    sweeping.sweep(timezone.now())
    generation.refresh_from_db()
    assert (generation.status, generation.cost_usd) == (Status.PENDING, Decimal(0))


def test_worker_that_dies_in_mid_call_leaves_a_possible_charge(
    owner: User, simulator: Simulator
) -> None:
    generation = _leased(owner, sent=True)
    sweeping.sweep(timezone.now())
    generation.refresh_from_db()
    assert generation.cost_usd == generation.estimated_cost_usd
    assert generation.status == Status.PENDING


def test_live_lease_is_left_alone(owner: User, simulator: Simulator) -> None:
    generation = _leased(owner, sent=True)
    Generation.objects.update(leased_until=timezone.now() + timedelta(seconds=30))
    failing.lose(generation)
    generation.refresh_from_db()
    assert generation.status == Status.GENERATING


def _leased(owner: User, *, sent: bool) -> Generation:
    """A claimed row whose lease has lapsed."""
    request = GenerationRequest(prompt="a red chair")
    generation = actions.submit(requests=[request], by=owner).generations.get()
    past = timezone.now() - timedelta(seconds=1)
    Generation.objects.update(
        status=Status.GENERATING, attempt=1, leased_until=past, sent_at=past if sent else None
    )
    generation.refresh_from_db()
    return generation
