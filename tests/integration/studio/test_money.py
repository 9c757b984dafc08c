"""Whatever people and workers do, in whatever order, no cent is lost and no limit is passed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from studio import actions, auditing, failing, ledger, limits, scheduling
from studio.engines.base import EngineError, Usage
from studio.ledger import InsufficientBudget
from studio.models import Generation, Status
from studio.requesting import GenerationRequest
from studio.standing import Standing, standing_of

LIMIT_USD = Decimal("0.30")  # about seven pictures
ENDS = st.sampled_from(
    [
        EngineError("text_only", usage=Usage(input=9, output=1120)),  # charged, below the estimate
        EngineError("outcome_unknown", maybe_charged=True),
        EngineError("prompt_blocked"),
        EngineError("rate_limited", tries=2),
    ]
)


class Money(RuleBasedStateMachine):
    """One person who submits, cancels and retries, and one worker; undone after each run."""

    def __init__(self) -> None:
        super().__init__()
        self._undo = ExitStack()
        self._undo.enter_context(transaction.atomic())
        self.owner = User.objects.create_user("grace")
        self.running: list[Generation] = []
        limits.change(self.owner.pk, own_limit_usd=LIMIT_USD)
        limits.change(None, staff_limit_usd=LIMIT_USD * 2)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undo.close()

    @rule(count=st.integers(1, 4))
    def submit(self, count: int) -> None:
        request = GenerationRequest(prompt="a red chair", count=count)
        left = self.standing.left_usd or Decimal(0)
        try:
            actions.submit(requests=[request], by=self.owner)
        except InsufficientBudget as refused:
            assert refused.available_usd == left < refused.needed_usd

    @rule()
    def start(self) -> None:
        Generation.objects.filter(status=Status.PENDING).update(due_at=timezone.now())
        if generation := scheduling.claim_next():
            self.running.append(generation)

    @rule(data=st.data(), end=ENDS)
    def settle(self, data: st.DataObject, end: EngineError) -> None:
        if self.running:
            failing.fail(self.running.pop(place(data, self.running)), end)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        if chosen := self.any_of(data, Status.PENDING, Status.GENERATING):
            actions.cancel(generation=chosen, by=self.owner)

    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        if chosen := self.any_of(data, Status.FAILED, Status.CANCELED):
            try:
                actions.retry(generation=chosen, by=self.owner)
            except InsufficientBudget as refused:
                assert refused.needed_usd > refused.available_usd

    @invariant()
    def limit_holds(self) -> None:
        assert 0 <= self.standing.used_usd <= LIMIT_USD

    @invariant()
    def ledger_is_the_sum(self) -> None:
        assert auditing.differences() == []

    @property
    def standing(self) -> Standing:
        return standing_of(self.owner.pk, ledger.month_of(timezone.now()))

    def any_of(self, data: st.DataObject, *statuses: Status) -> Generation | None:
        rows = list(Generation.objects.filter(status__in=statuses).order_by("pk"))
        return rows[place(data, rows)] if rows else None


def place(data: st.DataObject, rows: Sequence[Generation]) -> int:
    return data.draw(st.integers(0, len(rows) - 1))


@pytest.mark.timeout(600)  # to shrink what it finds takes minutes
def test_no_order_of_events_loses_or_overspends(db: None, settings: Settings) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"  # somebody would draw; nothing is sent here
    bounds = hypothesis_settings(max_examples=30, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(Money, settings=bounds)
