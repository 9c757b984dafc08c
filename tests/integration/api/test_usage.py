from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from studio import ledger, limits
from studio.usage.months import Month
from tests.factories.sessions import WorkSessionFactory
from tests.factories.studio import BatchFactory, GenerationFactory
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]

THIS = Month.of(timezone.now().date())


@pytest.fixture
def spent(owner: User) -> None:
    """$0.03 for a picture of the session Kettles, $0.04 perhaps for one that was lost."""
    session = WorkSessionFactory.create(owner=owner, name="Kettles")
    batch = BatchFactory.create(owner=owner, work_session=session)
    drawn = GenerationFactory.create(batch=batch, complete=True, attempt=0)
    lost = GenerationFactory.create(batch=BatchFactory.create(owner=owner), failed=True, attempt=0)
    ledger.reserve([drawn, lost])
    ledger.charge(drawn, Decimal("0.03"))
    ledger.charge_possibly(lost)
    drawn.attempt = lost.attempt = 1
    drawn.save()
    lost.save()


@pytest.mark.usefixtures("spent")
def test_usage_counts_and_adds_the_month(client_of_owner: ApiClient, owner: User) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("5"), own_warning_usd=Decimal("4"))
    told = client_of_owner.get("/usage").json()
    assert (told["from"], told["to"]) == (str(THIS.first), str(THIS.last))
    assert (told["images"], told["failed"]) == (1, 1)
    assert (told["cost_usd"], told["possibly_charged_usd"]) == ("0.070000", "0.040000")
    assert (told["budget_usd"], told["spent_usd"], told["left_usd"]) == (
        "5.000000",
        "0.070000",
        "4.930000",
    )
    assert told["items"][0]["key"] == str(timezone.now().date())


@pytest.mark.usefixtures("spent")
def test_usage_is_told_by_model_and_session(client_of_owner: ApiClient) -> None:
    models = client_of_owner.get("/usage?group_by=model").json()["items"]
    sessions = client_of_owner.get("/usage?group_by=session").json()["items"]
    assert [(each["key"], each["images"]) for each in models] == [("gemini-nano-banana-2.1", 1)]
    assert [(each["name"], each["cost_usd"]) for each in sessions] == [
        (None, "0.040000"),
        ("Kettles", "0.030000"),
    ]


@pytest.mark.usefixtures("spent")
def test_other_days_have_other_figures(client_of_owner: ApiClient) -> None:
    told = client_of_owner.get("/usage?from=2020-01-05&to=2020-02-01").json()
    assert (told["images"], told["items"]) == (0, [])
    assert told["spent_usd"] == "0.070000"


@pytest.mark.usefixtures("spent")
def test_stranger_has_spent_nothing(client_of_stranger: ApiClient) -> None:
    told = client_of_stranger.get("/usage").json()
    assert (told["cost_usd"], told["items"], told["budget_usd"]) == ("0.000000", [], None)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=soon", "/from"),
        ("to=2026-02-30", "/to"),
        ("group_by=colour", "/group_by"),
        ("since=2026-01-01", "/since"),
        ("first=2026-01-01", "/first"),
        ("from=2026-02-01&to=2026-01-01", "/to"),
        ("from=2020-01-01&to=2026-01-01", "/to"),
    ],
)
def test_bad_days_are_pointed_at(client_of_owner: ApiClient, query: str, pointer: str) -> None:
    assert pointers(client_of_owner.get(f"/usage?{query}")) == [pointer]


def test_usage_wants_to_know_who_asks(client_of_nobody: ApiClient) -> None:
    assert problem(client_of_nobody.get("/usage")) == (401, "unauthenticated")


def test_monthly_limit_is_a_setting_that_holds_at_once(
    client_of_owner: ApiClient, owner: User
) -> None:
    told = client_of_owner.put("/settings", {"monthly_limit_usd": "0.05"}).json()
    assert told["monthly_limit_usd"] == "0.050000"
    answer = client_of_owner.post("/generate", {"prompt": "a kettle", "count": 3})
    assert problem(answer) == (402, "insufficient_budget")
    assert answer.json()["available_usd"] == "0.050000"


def test_other_settings_leave_the_limit_alone(client_of_owner: ApiClient, owner: User) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("5"))
    client_of_owner.put("/settings", {"theme": "dark"})
    assert client_of_owner.get("/settings").json()["monthly_limit_usd"] == "5.000000"
    client_of_owner.put("/settings", {"monthly_limit_usd": None})
    assert client_of_owner.get("/settings").json()["monthly_limit_usd"] is None


def test_estimate_warns_of_budget_and_question(client_of_owner: ApiClient, owner: User) -> None:
    body = {"prompt": "a kettle", "model": "pro", "resolution": "4K", "count": 8}
    limits.change(owner.pk, own_limit_usd=Decimal("0.50"))
    budget, question = client_of_owner.post("/estimate", body).json()["warnings"]
    assert budget.startswith("This passes your budget: $0.50 left in ")
    assert question.endswith("You asked to confirm anything above $1.00.")


def test_estimate_warns_of_the_warning(client_of_owner: ApiClient, owner: User) -> None:
    limits.change(owner.pk, own_warning_usd=Decimal("0.01"))
    (warning,) = client_of_owner.post("/estimate", {"prompt": "a kettle"}).json()["warnings"]
    assert warning.endswith("past your warning at $0.010.")


def test_program_is_not_asked(client_of_owner: ApiClient) -> None:
    body = {"prompt": "a kettle", "model": "pro", "resolution": "4K", "count": 8}
    assert client_of_owner.post("/generate", body).status_code == 202
