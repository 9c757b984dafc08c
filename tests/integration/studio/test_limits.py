from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from studio import ledger, limits
from studio.models import Budget, Generation, SpendingLimit
from studio.standing import available_usd, standing_of
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db

MONTH = ledger.month_of(timezone.now())


def a_generation(owner: User) -> Generation:
    """Of an estimate of $0.04."""
    row: Generation = GenerationFactory.create(batch=BatchFactory.create(owner=owner))
    return row


@pytest.mark.parametrize(
    ("own", "staff", "holds"), [(5, 3, 3), (2, 3, 2), (None, 3, 3), (2, None, 2), (0, 3, 0)]
)
def test_smaller_limit_holds(own: int | None, staff: int | None, holds: int) -> None:
    limit = SpendingLimit(
        own_limit_usd=None if own is None else Decimal(own),
        staff_limit_usd=None if staff is None else Decimal(staff),
    )
    assert limit.limit_usd == holds


def test_nobody_without_a_row_is_limited(owner: User) -> None:
    limit = SpendingLimit.of(owner.pk)
    assert (limit.limit_usd, limit.warning_usd) == (None, None)


def test_change_holds_in_the_month_that_runs(owner: User) -> None:
    ledger.reserve([a_generation(owner)])
    limits.change(owner.pk, own_limit_usd=Decimal("0.05"))
    with pytest.raises(ledger.InsufficientBudget) as refused:
        ledger.reserve([a_generation(owner)])
    assert (refused.value.needed_usd, refused.value.available_usd) == (
        Decimal("0.04"),
        Decimal("0.01"),
    )


def test_limit_that_is_taken_away_holds_no_more(owner: User) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.01"))
    limits.change(owner.pk, own_limit_usd=None)
    ledger.reserve([a_generation(owner)])
    assert standing_of(owner.pk, MONTH).reserved_usd == Decimal("0.04")


def test_limit_of_the_instance_holds_for_all(owner: User, stranger: User) -> None:
    limits.change(None, staff_limit_usd=Decimal("0.05"))
    ledger.reserve([a_generation(owner)])
    with pytest.raises(ledger.InsufficientBudget):
        ledger.reserve([a_generation(stranger)])
    assert standing_of(stranger.pk, MONTH).reserved_usd == 0


def test_change_leaves_other_months_alone(owner: User) -> None:
    past = Budget.objects.create(
        owner=owner, month=MONTH.replace(year=2020), limit_usd=Decimal("3")
    )
    limits.change(owner.pk, own_limit_usd=Decimal("5"))
    past.refresh_from_db()
    assert past.limit_usd == Decimal("3")


def test_warning_is_passed_and_refuses_nothing(owner: User) -> None:
    limits.change(owner.pk, own_warning_usd=Decimal("0.05"))
    ledger.reserve([a_generation(owner)])
    standing = standing_of(owner.pk, MONTH)
    assert not standing.passes_warning()
    assert standing.passes_warning(Decimal("0.02"))
    assert standing.left_usd is None


def test_available_is_the_least_of_person_and_instance(owner: User) -> None:
    assert available_usd(owner.pk, MONTH) is None
    limits.change(owner.pk, own_limit_usd=Decimal("5"))
    limits.change(None, staff_limit_usd=Decimal("2"))
    assert available_usd(owner.pk, MONTH) == Decimal("2")


def test_instance_has_one_row_of_limits(owner: User) -> None:
    SpendingLimit.objects.create(owner=None)
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        SpendingLimit.objects.create(owner=None)


def test_instance_has_no_limits_of_its_own(owner: User) -> None:
    with pytest.raises(IntegrityError, match="spending_limit_of_the_instance_is_staffs"):
        SpendingLimit.objects.create(owner=None, own_limit_usd=Decimal("1"))


def test_limit_is_not_negative(owner: User) -> None:
    with pytest.raises(IntegrityError, match="spending_limit_is_not_negative"):
        SpendingLimit.objects.create(owner=owner, own_limit_usd=Decimal("-1"))
