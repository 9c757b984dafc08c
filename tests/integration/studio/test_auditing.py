from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import F

from studio import auditing, ledger, sweeping
from studio.models import Budget, Generation
from studio.models.money import usd
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(owner: User) -> Generation:
    """One picture charged at $0.03, another for which $0.04 are held."""
    charged, held = GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    ledger.reserve([charged, held])
    ledger.charge(charged, Decimal("0.03"))
    generation: Generation = held
    return generation


def audit() -> tuple[str, str]:
    """What the command prints and what it complains of."""
    output, errors = io.StringIO(), io.StringIO()
    call_command("audit_ledger", stdout=output, stderr=errors)
    return output.getvalue(), errors.getvalue()


def test_audit_finds_an_honest_ledger_right(held: Generation) -> None:
    assert audit() == ("Every budget agrees with its ledger.\n", "")


def test_audit_of_an_empty_studio_finds_nothing() -> None:
    assert auditing.differences() == []


@pytest.mark.parametrize("column", ["spent_usd", "reserved_usd"])
def test_audit_tells_a_cent_too_much(held: Generation, owner: User, column: str) -> None:
    Budget.objects.filter(owner=owner).update(**{column: F(column) + usd(Decimal("0.01"))})
    errors = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit_ledger", stderr=errors)
    assert ended.value.code == 1
    assert ", ada: spent $0.0" in errors.getvalue()


def test_audit_misses_a_budget_that_is_gone(held: Generation) -> None:
    Budget.objects.filter(owner=None).delete()
    (difference,) = auditing.differences()
    assert difference.holder_id is None
    assert difference.spent_usd == 0
    assert difference.ledger_spent_usd == Decimal("0.03")
    assert difference.ledger_reserved_usd == Decimal("0.04")


def test_person_who_leaves_frees_what_was_held(held: Generation, owner: User) -> None:
    owner.delete()
    sweeping.release_stale()
    instance = Budget.objects.get(owner=None)
    assert instance.spent_usd == Decimal("0.03")
    assert instance.reserved_usd == 0
    assert auditing.differences() == []
