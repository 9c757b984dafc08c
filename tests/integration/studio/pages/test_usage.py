from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio import ledger, limits
from studio.models import Budget, Generation, LedgerEntry, SpendingLimit, Status
from studio.usage.months import Month
from tests.factories.sessions import WorkSessionFactory
from tests.integration.studio.pages.conftest import a_batch, a_generation, queries

THIS = Month.of(timezone.now().date())


@pytest.fixture
def url() -> str:
    return reverse("studio:usage")


def ended(
    owner: User, cost_usd: str | None, status: Status = Status.COMPLETE, **facts: object
) -> Generation:
    """A generation of which $0.04 were held, with its money settled; None: possibly charged."""
    facts = {"batch": a_batch(owner=owner)} | facts
    code = "no_image" if status == Status.FAILED else ""
    row = a_generation(status=status, error_code=code, finished_at=timezone.now(), **facts)
    ledger.reserve([row])
    if cost_usd is None:
        ledger.charge_possibly(row)
    elif cost_usd == "0":
        ledger.release([row])
    else:
        ledger.charge(row, Decimal(cost_usd))
    Generation.objects.filter(pk=row.pk).update(attempt=1, cost_usd=row.cost_usd)
    return row


def test_usage_is_for_who_signed_in(client: Client, db: None, url: str) -> None:
    assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_new_person_is_told_that_nothing_was_spent(owner_client: Client, url: str) -> None:
    page = owner_client.get(url).text
    assert f"Nothing spent in {timezone.now():%B}" in page
    assert "<progress" not in page


def test_budget_tells_what_is_left_and_where_it_leads(
    owner_client: Client, owner: User, url: str
) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("60"))
    ended(owner, "0.03")
    Budget.objects.filter(owner=owner).update(spent_usd=Decimal("38.42"))
    page = owner_client.get(url)
    assert "$21.58 left this month" in page.text
    forecast = THIS.forecast_usd(Decimal("38.42"), timezone.now().date())
    assert f"On course for ${forecast} by {THIS.days} " in page.text
    assert 'value="38.42' in page.text


def test_figures_count_what_was_drawn_and_what_failed(
    owner_client: Client, owner: User, url: str
) -> None:
    ended(owner, "0.03", tokens={"input": 1200, "output": 1120, "thoughts": None})
    ended(owner, "0.05", tokens={"input": 300, "output": 2000, "thoughts": 80})
    ended(owner, "0", Status.FAILED)
    figures = {each.name: each for each in owner_client.get(url).context["report"].figures}
    assert (figures["Images"].value, figures["Images"].remark) == ("2", "$0.040 each")
    assert figures["Tokens"].value == "4.7k"
    assert figures["Failed, not charged"].remark == "33.3 % of requests"


def test_charges_tell_possible_ones_and_failures(
    owner_client: Client, owner: User, url: str
) -> None:
    ended(owner, "0.03", prompt="a charged chair")
    ended(owner, None, Status.FAILED, prompt="a lost chair")
    ended(owner, "0", Status.FAILED, prompt="a free chair")
    charges = {each.label: each for each in owner_client.get(url).context["report"].charges}
    assert charges["a charged chair"].amount == "$0.030"
    assert charges["a lost chair"].amount == "Possibly $0.040"
    assert charges["a free chair"].amount == "Not charged"
    assert charges["a free chair"].remark == "No picture came back"


def test_what_is_canceled_or_on_its_way_is_no_charge(
    owner_client: Client, owner: User, url: str
) -> None:
    ended(owner, "0", Status.CANCELED)
    ledger.reserve([a_generation(batch=a_batch(owner=owner))])
    page = owner_client.get(url)
    assert page.context["report"].charges == []
    assert "$0.040 held for what is on its way" in page.text


def test_tables_name_model_and_session(owner_client: Client, owner: User, url: str) -> None:
    kettles = WorkSessionFactory.create(owner=owner, name="Kettles")
    ended(owner, "0.03", batch=a_batch(owner=owner, work_session=kettles))
    ended(owner, "0.01")
    report = owner_client.get(url).context["report"]
    assert [(row.name, row.share) for row in report.by_model] == [("Nano Banana 2.1", 100)]
    assert [(row.name, row.share) for row in report.by_session] == [
        ("Kettles", 75),
        ("No session", 25),
    ]


def test_chart_has_a_bar_for_the_day(owner_client: Client, owner: User, url: str) -> None:
    ended(owner, "0.03")
    page = owner_client.get(url).text
    today = timezone.now()
    assert f"<title>{today.day} {today:%B}: Flash $0.030</title>" in page
    assert page.count('<rect data-tier="flash"') == 1


def test_month_before_is_a_link_away(owner_client: Client, owner: User, url: str) -> None:
    row = ended(owner, "0.03", prompt="an old chair")
    before = THIS.before
    LedgerEntry.objects.filter(generation=row).update(
        month=before.first, created_at=timezone.now() - timedelta(days=timezone.now().day)
    )
    Budget.objects.filter(owner=owner).update(month=before.first)
    this, older = owner_client.get(url), owner_client.get(url, {"month": str(before)})
    assert f'href="{url}?month={before}"' in this.text
    assert this.context["report"].charges == []
    assert "an old chair" in older.text
    assert "On course" not in older.text


@pytest.mark.parametrize("month", ["2999-01", "soon", "2026-13", "0000-00"])
def test_month_that_is_none_is_404(owner_client: Client, url: str, month: str) -> None:
    assert owner_client.get(url, {"month": month}).status_code == 404


def test_stranger_sees_only_their_own(stranger_client: Client, owner: User, url: str) -> None:
    ended(owner, "0.03", prompt="a secret chair")
    assert "secret" not in stranger_client.get(url).text
    assert "secret" not in stranger_client.get(reverse("studio:export_usage")).text


def test_limits_are_saved_and_hold_at_once(owner_client: Client, owner: User, url: str) -> None:
    form = {"own_limit_usd": "7.50", "own_warning_usd": "$5"}
    assert owner_client.post(url, form)["Location"] == url
    limit = SpendingLimit.of(owner.pk)
    assert (limit.limit_usd, limit.warning_usd) == (Decimal("7.5"), Decimal("5"))
    assert Budget.objects.get(owner=owner).limit_usd == Decimal("7.5")
    assert 'value="7.50"' in owner_client.get(url).text


def test_own_limit_leaves_that_of_staff_alone(owner_client: Client, owner: User, url: str) -> None:
    limits.change(owner.pk, staff_limit_usd=Decimal("3"))
    owner_client.post(url, {"own_limit_usd": "", "own_warning_usd": ""})
    assert Budget.objects.get(owner=owner).limit_usd == Decimal("3")
    assert "allows you $3.00 a month" in owner_client.get(url).text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"own_limit_usd": "lots"}, "Write an amount such as 60 or 7.50."),
        ({"own_limit_usd": "-1"}, "An amount is not negative."),
        ({"own_limit_usd": "1.005"}, "Cents are the smallest part."),
        ({"own_limit_usd": "1e9"}, "At most $1,000,000."),
        ({"own_limit_usd": "NaN"}, "Write an amount such as 60 or 7.50."),
        ({"own_limit_usd": "5", "own_warning_usd": "6"}, "The warning would come after the limit."),
    ],
)
def test_bad_amount_is_told_beside_its_field(
    owner_client: Client, url: str, form: dict[str, str], sentence: str
) -> None:
    response = owner_client.post(url, form)
    assert response.status_code == 422
    assert sentence in response.text
    assert not SpendingLimit.objects.exists()


def test_warning_is_told_when_it_is_passed(owner_client: Client, owner: User, url: str) -> None:
    limits.change(owner.pk, own_warning_usd=Decimal("0.02"))
    ended(owner, "0.03")
    assert "is past $0.020, your warning." in owner_client.get(url).text


def test_csv_has_every_entry_and_no_formula(owner_client: Client, owner: User) -> None:
    ended(owner, "0.03", prompt='=HYPERLINK("http://x", "y")')
    ended(owner, "0", Status.FAILED, prompt="a chair, red")
    response = owner_client.get(reverse("studio:export_usage"))
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert response["Content-Disposition"].endswith(f'filename="musa-usage-{THIS}.csv"')
    assert [row["prompt"] for row in rows] == ['\'=HYPERLINK("http://x", "y")', "a chair, red"]
    assert [row["booked_usd"] for row in rows] == ["0.030000", "0.000000"]
    assert [row["error"] for row in rows] == ["", "no_image"]


def test_figures_outlive_what_they_were_for(owner_client: Client, owner: User, url: str) -> None:
    ended(owner, "0.03").batch.delete()
    page = owner_client.get(url)
    assert [charge.label for charge in page.context["report"].charges] == ["Deleted"]
    assert page.context["report"].total.cost_usd == Decimal("0.03")
    assert "0.030000" in owner_client.get(reverse("studio:export_usage")).text


def test_twice_the_charges_cost_the_same_queries(
    owner_client: Client, owner: User, url: str
) -> None:
    ended(owner, "0.03")
    once = queries(owner_client, url)
    ended(owner, "0.03")
    ended(owner, "0", Status.FAILED)
    assert queries(owner_client, url) == once


def test_any_month_with_charges_can_be_picked(
    owner_client: Client, owner: User, stranger: User, url: str
) -> None:
    spent = {"spent_usd": Decimal("1.00")}
    for month in ("2025-12-01", "2026-02-01"):
        Budget.objects.create(owner=owner, month=month, **spent)
    Budget.objects.create(owner=owner, month="2026-01-01")  # a limit alone
    Budget.objects.create(owner=stranger, month="2026-03-01", **spent)
    page = owner_client.get(url, {"month": "2025-12"})
    values = [each.value for each in page.context["report"].every_month]
    assert values == [str(Month.of(timezone.now().date())), "2026-02", "2025-12"]
    assert '<option value="2025-12" selected>December 2025</option>' in page.text


def test_few_months_need_no_list(owner_client: Client, url: str) -> None:
    assert 'id="usage-month"' not in owner_client.get(url).text
