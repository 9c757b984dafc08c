"""Promises under a real race: threads that start together, rows and money counted afterwards.

On SQLite as a file, and on PostgreSQL with `TEST_DB=postgres … -p tests.pg_plugin`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db.models import Sum
from django.utils import timezone
from pytest_django import Settings

from studio import actions, auditing, failing, ledger, limits, scheduling
from studio.engines.base import EngineError, Usage
from studio.ledger import InsufficientBudget
from studio.models import Batch, Budget, Generation, LedgerEntry, Status
from studio.requesting import GenerationRequest
from tests.factories.studio import BatchFactory, GenerationFactory
from tests.races import at_once, shared_database

pytestmark = pytest.mark.django_db(transaction=True)

REQUEST = GenerationRequest(prompt="a red chair")


@pytest.fixture(autouse=True)
def _real_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with shared_database(tmp_path):
        yield


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"  # somebody would draw; nothing is sent here


@pytest.fixture
def price_usd(owner: User) -> Decimal:
    """Of one picture; this first submit also makes the rows that later ones find."""
    batch = actions.submit(requests=[REQUEST], by=owner)
    actions.cancel_batch(batch=batch, by=owner)
    return batch.generations.get().estimated_cost_usd


def submit(by: User, key: str = "") -> Batch:
    return actions.submit(requests=[REQUEST], by=by, idempotency_key=key)


def budget_of(owner: User | None) -> Budget:
    return Budget.objects.get(owner=owner, month=ledger.month_of(timezone.now()))


def ledger_sums(owner: User) -> tuple[Decimal, Decimal]:
    """Reserved and spent as the entries have it."""
    entries = LedgerEntry.objects.filter(owner=owner)
    held = entries.filter(state=LedgerEntry.State.RESERVED)
    reserved = held.aggregate(sum=Sum("reserved_usd"))["sum"]
    spent = entries.aggregate(sum=Sum("booked_usd"))["sum"]
    return reserved or Decimal(0), spent or Decimal(0)


def assert_ledger_agrees(owner: User) -> None:
    budget, instance = budget_of(owner), budget_of(None)
    assert (budget.reserved_usd, budget.spent_usd) == ledger_sums(owner)
    assert (instance.reserved_usd, instance.spent_usd) == ledger_sums(owner)


def kinds(results: Sequence[object]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


@pytest.mark.parametrize("holder", ["person", "instance"])
def test_budget_for_ten_lets_ten_of_a_hundred_through(
    owner: User, price_usd: Decimal, holder: str
) -> None:
    whose = owner if holder == "person" else None
    Budget.objects.filter(owner=whose).update(limit_usd=price_usd * 10)
    results = at_once(*[partial(submit, owner)] * 100)
    assert kinds(results) == {"Batch": 10, InsufficientBudget.__name__: 90}
    assert Generation.objects.filter(status=Status.PENDING).count() == 10
    assert budget_of(whose).reserved_usd == price_usd * 10
    assert_ledger_agrees(owner)


def test_one_key_is_one_batch_however_often_it_is_sent(owner: User, price_usd: Decimal) -> None:
    results = at_once(*[partial(submit, owner, "one click")] * 20)
    assert kinds(results) == {"Batch": 20}
    assert len({batch.pk for batch in results if isinstance(batch, Batch)}) == 1
    assert Generation.objects.filter(status=Status.PENDING).count() == 1
    assert budget_of(owner).reserved_usd == price_usd
    assert_ledger_agrees(owner)


def test_first_submits_of_a_month_do_not_meet(owner: User, stranger: User) -> None:
    results = at_once(*[partial(submit, owner), partial(submit, stranger)] * 5)
    assert kinds(results) == {"Batch": 10}
    assert Budget.objects.count() == 3
    total = budget_of(owner).reserved_usd + budget_of(stranger).reserved_usd
    assert budget_of(None).reserved_usd == total


def test_claims_pass_no_cap_and_take_no_row_twice(
    owner: User, stranger: User, settings: Settings
) -> None:
    settings.GENERATIONS_PER_USER = 6
    GenerationFactory.create_batch(20, batch=BatchFactory.create(owner=owner))
    GenerationFactory.create_batch(20, batch=BatchFactory.create(owner=stranger))
    results = at_once(*[scheduling.claim_next] * 20)
    claimed = [each.pk for each in results if isinstance(each, Generation)]
    assert len(claimed) == len(set(claimed)) == 12
    running = Generation.objects.filter(status=Status.GENERATING)
    assert Counter(running.values_list("owner_id", flat=True)) == {owner.pk: 6, stranger.pk: 6}
    assert set(running.values_list("attempt", flat=True)) == {1}


def test_claims_pass_no_total(owner: User, settings: Settings) -> None:
    settings.GENERATIONS_PER_USER = settings.GENERATIONS_TOTAL = 5
    GenerationFactory.create_batch(20, batch=BatchFactory.create(owner=owner))
    results = at_once(*[scheduling.claim_next] * 20)
    assert kinds(results) == {"Generation": 5, "NoneType": 15}


CHARGED = EngineError("text_only", usage=Usage(input=9, output=1120))
POSSIBLY_CHARGED = EngineError("outcome_unknown", maybe_charged=True)
FREE = EngineError("prompt_blocked")


@pytest.mark.parametrize("end", [CHARGED, POSSIBLY_CHARGED, FREE], ids=lambda end: end.code)
def test_cancel_and_settle_agree_on_the_money(owner: User, end: EngineError) -> None:
    actions.submit(requests=[GenerationRequest(prompt="a red chair", count=6)], by=owner)
    running = [each for each in (scheduling.claim_next() for _ in range(6)) if each]
    cancel = [partial(actions.cancel, generation=each, by=owner) for each in running]
    results = at_once(*cancel, *[partial(failing.fail, each, end) for each in running])
    assert kinds(results) == {"NoneType": 12}
    assert not Generation.objects.filter(status=Status.GENERATING).exists()
    assert budget_of(owner).spent_usd > 0 or end is FREE
    assert_ledger_agrees(owner)


def test_cancel_and_claim_agree_on_who_was_first(owner: User) -> None:
    batch = actions.submit(requests=[GenerationRequest(prompt="a chair", count=6)], by=owner)
    waiting = batch.generations.all()
    cancel = [partial(actions.cancel, generation=each, by=owner) for each in waiting]
    results = at_once(*cancel, *[scheduling.claim_next] * 6)
    assert kinds(results).keys() <= {"NoneType", "Generation"}
    canceled = batch.generations.filter(status=Status.CANCELED).count()
    running = batch.generations.filter(status=Status.GENERATING)
    assert canceled + running.filter(cancel_requested=True).count() == 6
    assert_ledger_agrees(owner)


def test_retry_that_is_clicked_twice_is_one(owner: User, price_usd: Decimal) -> None:
    generation = Generation.objects.get()
    results = at_once(*[partial(actions.retry, generation=generation, by=owner)] * 8)
    assert kinds(results) == {"NoneType": 1, actions.NotRetryable.__name__: 7}
    assert budget_of(owner).reserved_usd == price_usd
    assert_ledger_agrees(owner)


def test_refused_submit_tells_what_is_needed_and_left(owner: User, price_usd: Decimal) -> None:
    limits.change(owner.pk, own_limit_usd=price_usd * Decimal("10.5"))
    results = at_once(*[partial(submit, owner)] * 100)
    refused = [each for each in results if isinstance(each, InsufficientBudget)]
    assert len(refused) == 90
    assert {each.needed_usd for each in refused} == {price_usd}
    assert {each.available_usd for each in refused} == {price_usd / 2}


def test_limit_that_changes_meanwhile_is_never_passed(owner: User) -> None:
    """Also where the submits make the month's first rows at this very moment."""
    lower = partial(limits.change, owner.pk, own_limit_usd=Decimal("0.01"))
    results = at_once(*[partial(submit, owner)] * 10, lower, *[partial(submit, owner)] * 10)
    assert kinds(results).keys() <= {"Batch", "SpendingLimit", InsufficientBudget.__name__}
    assert budget_of(owner).limit_usd == Decimal("0.01")
    with pytest.raises(InsufficientBudget):
        submit(owner)
    assert auditing.differences() == []
