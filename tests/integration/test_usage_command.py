from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from studio import ledger, limits
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db

THIS = f"{timezone.now():%Y-%m}"


def usage(*args: str) -> str:
    """What the command prints."""
    output = io.StringIO()
    call_command("usage", *args, stdout=output)
    return output.getvalue()


@pytest.fixture
def spent(owner: User) -> None:
    """$0.03 for a picture; $0.04 are held for another."""
    rows = GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    ledger.reserve(rows)
    ledger.charge(rows[0], Decimal("0.03"))
    limits.change(owner.pk, own_limit_usd=Decimal("5"))


@pytest.mark.usefixtures("spent")
def test_usage_tells_a_person() -> None:
    lines = usage("--user", "ada").splitlines()
    assert lines == [
        f"{THIS}: $0.030 spent, $0.040 held, $4.93 left of $5.00",
        "  Nano Banana 2.1: 0 images, $0.030",
    ]


@pytest.mark.usefixtures("spent")
def test_usage_tells_a_script() -> None:
    told = json.loads(usage("--user", "ada", "--json"))
    assert (told["month"], told["left_usd"]) == (THIS, "4.930000")
    assert told["models"][0]["cost_usd"] == "0.030000"


@pytest.mark.usefixtures("spent")
def test_usage_of_another_month_is_its_own() -> None:
    assert (
        usage("--user", "ada", "--month", "2020-01") == "2020-01: $0 spent, $5.00 left of $5.00\n"
    )


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--user", "nobody"], "There is no user named “nobody”."),
        (["--user", "ada", "--month", "May"], "“May” is no month"),
    ],
)
def test_usage_refuses_in_a_sentence(owner: User, args: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        usage(*args)
