from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from studio import ledger
from studio.models import Budget, LedgerEntry, SpendingLimit
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def month_budget(owner: User) -> Budget:
    month = ledger.month_of(timezone.now())
    return Budget.objects.create(owner=owner, month=month, limit_usd=Decimal("0.10"))


def figures(budget: Budget) -> tuple[object, object]:
    budget.refresh_from_db()
    return budget.reserved_usd, budget.spent_usd


def test_reserve_holds_the_estimate_of_each(owner: User, month_budget: Budget) -> None:
    ledger.reserve(GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner)))
    assert figures(month_budget) == (Decimal("0.08"), 0)


def test_reserve_refuses_what_would_pass_the_limit(owner: User, month_budget: Budget) -> None:
    generations = GenerationFactory.create_batch(3, batch=BatchFactory.create(owner=owner))
    with pytest.raises(ledger.InsufficientBudget) as refused:
        ledger.reserve(generations)
    assert (refused.value.needed_usd, refused.value.available_usd) == (
        Decimal("0.12"),
        Decimal("0.10"),
    )


def test_reserve_refuses_beyond_the_limit_of_the_instance(owner: User) -> None:
    month = ledger.month_of(timezone.now())
    Budget.objects.create(owner=None, month=month, limit_usd=Decimal("0.01"))
    with pytest.raises(ledger.InsufficientBudget):
        ledger.reserve([GenerationFactory.create(batch=BatchFactory.create(owner=owner))])


def test_charge_books_the_cost_and_frees_the_rest(owner: User, month_budget: Budget) -> None:
    generation = GenerationFactory.create(batch=BatchFactory.create(owner=owner))
    ledger.reserve([generation])
    ledger.charge(generation, Decimal("0.03"))
    assert figures(month_budget) == (0, Decimal("0.03"))
    assert generation.cost_usd == Decimal("0.03")


def test_charge_twice_books_once(owner: User, month_budget: Budget) -> None:
    generation = GenerationFactory.create(batch=BatchFactory.create(owner=owner))
    ledger.reserve([generation])
    ledger.charge(generation, Decimal("0.03"))
    ledger.charge(generation, Decimal("0.03"))
    assert figures(month_budget) == (0, Decimal("0.03"))


def test_possible_charge_books_all_that_was_held(owner: User, month_budget: Budget) -> None:
    generation = GenerationFactory.create(batch=BatchFactory.create(owner=owner))
    ledger.reserve([generation])
    assert ledger.charge_possibly(generation) == Decimal("0.04")
    assert figures(month_budget) == (0, Decimal("0.04"))
    assert LedgerEntry.objects.get().state == LedgerEntry.State.POSSIBLY_CHARGED


def test_release_gives_back_what_was_held(owner: User, month_budget: Budget) -> None:
    generations = GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    ledger.reserve(generations)
    ledger.release(generations)
    assert figures(month_budget) == (0, 0)


def test_new_month_takes_todays_limit(owner: User) -> None:
    before = timezone.now().date().replace(year=2020, day=1)
    Budget.objects.create(owner=owner, month=before, limit_usd=Decimal("3"))
    SpendingLimit.objects.create(owner=owner, own_limit_usd=Decimal("7"))
    ledger.reserve([GenerationFactory.create(batch=BatchFactory.create(owner=owner))])
    newest = Budget.objects.filter(owner=owner).latest("month")
    assert newest.limit_usd == Decimal("7")


def test_holding_and_releasing_leaves_no_trace(owner: User, month_budget: Budget) -> None:
    """As it would where a database computes with amounts in floating point."""
    batch = BatchFactory.create(owner=owner)
    odd = [Decimal("0.01"), Decimal("0.02"), Decimal("0.03303"), Decimal("0.000001")]
    generations = [GenerationFactory.create(batch=batch, estimated_cost_usd=usd) for usd in odd]
    ledger.reserve(generations)
    ledger.release(generations[:2])
    ledger.release(generations[2:])
    assert figures(month_budget) == (0, 0)


def test_reserve_again_before_the_first_attempt_holds_once(
    owner: User, month_budget: Budget
) -> None:
    generation = GenerationFactory.create(batch=BatchFactory.create(owner=owner))
    ledger.reserve([generation])
    ledger.release([generation])
    ledger.reserve([generation])
    assert figures(month_budget) == (Decimal("0.04"), 0)
    assert generation.ledger_entries.get().settled_at is None


def test_refused_reserve_holds_nothing_of_the_instance_either(
    owner: User, month_budget: Budget
) -> None:
    generations = GenerationFactory.create_batch(3, batch=BatchFactory.create(owner=owner))
    with pytest.raises(ledger.InsufficientBudget):
        ledger.reserve(generations)
    assert not Budget.objects.filter(reserved_usd__gt=0).exists()
