"""The Generate page before money is spent: the question, the refusal, the cheaper way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from sessions_app.models import Preferences
from studio import limits
from studio.models import Batch, EngineModel, Generation, Status
from tests.integration.studio.pages.conftest import HTMX, a_generation

LARGE = {"prompt": "a red chair", "count": "8", "model": "pro", "resolution": "4K", "key": "one"}
FOUR_K = LARGE | {"model": "flash", "count": "1"}
SMALL = {"prompt": "a red chair", "count": "3", "key": "one"}


def estimate(client: Client, form: dict[str, str]) -> str:
    return client.post(reverse("studio:estimate"), form, headers=HTMX).text


def test_large_spend_is_asked_about_first(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, LARGE, headers=HTMX)
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#composer"
    question = response.context["confirmation"]
    assert f"Spend about ${question.cost_usd:.2f}?" in response.text
    assert question.text == ("8 images with Pro at 4K. You asked to confirm anything above $1.00.")
    assert not Batch.objects.exists()


def test_yes_to_the_question_spends_it(owner_client: Client, url: str) -> None:
    asked = owner_client.post(url, LARGE, headers=HTMX).context["confirmation"]
    form = LARGE | {"confirmed_usd": str(asked.cost_usd)}
    response = owner_client.post(url, form, headers=HTMX)
    assert response.status_code == 202
    assert '<div id="confirmed_usd" hx-swap-oob="delete">' in response.text
    assert Generation.objects.count() == 8


@pytest.mark.parametrize("yes", ["0.10", "", "lots", "-1", "NaN"])
def test_yes_to_less_is_asked_again(owner_client: Client, url: str, yes: str) -> None:
    response = owner_client.post(url, LARGE | {"confirmed_usd": yes}, headers=HTMX)
    assert response.status_code == 409
    assert not Batch.objects.exists()


def test_question_needs_no_script_and_keeps_the_prompt(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, LARGE)
    assert response.status_code == 409
    assert '<dialog class="modal"' in response.text
    assert 'name="confirmed_usd"' in response.text
    assert "a red chair</textarea>" in response.text


def test_anything_at_4k_is_asked_about(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, FOUR_K, headers=HTMX)
    assert response.context["confirmation"].text == (
        "1 image with Flash at 4K. Anything at 4K is confirmed."
    )


def test_who_never_wants_to_be_asked_is_not(owner_client: Client, owner: User, url: str) -> None:
    Preferences.objects.create(owner=owner, confirm_above_usd=None)
    assert owner_client.post(url, LARGE, headers=HTMX).status_code == 202


def test_who_wants_to_be_asked_about_cents_is(owner_client: Client, owner: User, url: str) -> None:
    Preferences.objects.create(owner=owner, confirm_above_usd=Decimal("0.10"))
    assert owner_client.post(url, SMALL, headers=HTMX).status_code == 409


def test_what_the_budget_refuses_is_not_asked_about(
    owner_client: Client, owner: User, url: str
) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.50"))
    assert owner_client.post(url, LARGE, headers=HTMX).status_code == 402


def test_refusal_offers_the_nearest_cheaper_way(
    owner_client: Client, owner: User, url: str
) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.50"))
    response = owner_client.post(url, LARGE, headers=HTMX)
    way = response.context["notice"].way
    assert "$0.50 left in " in response.text
    assert f'value="{way.choice}">Use {way.label}, {way.price}' in response.text
    assert way.cost_usd <= Decimal("0.50")


def test_cheaper_way_is_one_click(owner_client: Client, owner: User, url: str) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.50"))
    way = owner_client.post(url, LARGE, headers=HTMX).context["notice"].way
    response = owner_client.post(url, LARGE | {"cheaper": way.choice}, headers=HTMX)
    assert response.status_code == 202
    row = Generation.objects.first()
    assert row is not None
    assert f"{row.engine_model.model_id} {row.requested['resolution']}" == way.choice


def test_nothing_is_offered_where_nothing_fits(owner_client: Client, owner: User, url: str) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.01"))
    response = owner_client.post(url, LARGE, headers=HTMX)
    assert response.context["notice"].way is None


def test_price_says_where_more_costs_the_same(owner_client: Client) -> None:
    text = estimate(owner_client, LARGE | {"resolution": "1K"})
    assert "2K costs the same as 1K." in text


def test_price_says_what_a_draft_costs(owner_client: Client) -> None:
    assert "A draft with" not in estimate(owner_client, SMALL)
    assert "A draft with Lite 1K costs $" in estimate(owner_client, LARGE)


def test_hints_follow_the_price_rows(owner_client: Client) -> None:
    price = EngineModel.objects.get(tier="pro", is_tier_face=True).prices.get()
    price.tokens_per_image = {"1K": 1000, "2K": 1500, "4K": 2000}
    price.save()
    assert "costs the same" not in estimate(owner_client, LARGE | {"resolution": "1K"})


def test_price_warns_before_the_budget_is_passed(owner_client: Client, owner: User) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.10"))
    text = estimate(owner_client, SMALL)
    assert "This passes your budget: $0.10 left in " in text
    assert 'id="cost-hint" data-tone="warn"' in text


def test_price_warns_when_the_warning_is_passed(owner_client: Client, owner: User) -> None:
    limits.change(owner.pk, own_warning_usd=Decimal("0.10"))
    assert "to $0.12, past your warning at $0.10." in estimate(owner_client, SMALL)


# --- Once more


@pytest.fixture
def dear(owner: User) -> Generation:
    """A failed picture that costs more than its owner spends unasked."""
    Preferences.objects.create(owner=owner, confirm_above_usd=Decimal("0.05"))
    return a_generation(batch__owner=owner, failed=True, estimated_cost_usd=Decimal("0.08"))


def retry_urls(row: Generation) -> list[str]:
    return [f"/generations/{row.pk}/retry", f"/batches/{row.batch_id}/retry-failed"]


@pytest.mark.parametrize("which", [0, 1])
def test_dear_retry_is_asked_about_first(
    owner_client: Client, dear: Generation, which: int
) -> None:
    path = retry_urls(dear)[which]
    answer = owner_client.post(path, headers=HTMX)
    assert answer.status_code == 409
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#question", "innerHTML")
    assert "Spend about $0.080?" in answer.text
    assert f'hx-post="{path}"' in answer.text
    dear.refresh_from_db()
    assert dear.status == Status.FAILED


@pytest.mark.parametrize("which", [0, 1])
def test_confirmed_retry_goes_on(owner_client: Client, dear: Generation, which: int) -> None:
    path = retry_urls(dear)[which]
    yes = owner_client.post(path, headers=HTMX).context["confirmation"].cost_usd
    owner_client.post(path, {"confirmed_usd": str(yes)}, headers=HTMX)
    dear.refresh_from_db()
    assert dear.status == Status.PENDING


def test_yes_to_one_retry_is_none_to_dearer_ones(owner_client: Client, dear: Generation) -> None:
    one = {"confirmed_usd": "0.08"}
    other = a_generation(
        batch=dear.batch, position=1, failed=True, estimated_cost_usd=Decimal("0.08")
    )
    answer = owner_client.post(retry_urls(other)[1], one, headers=HTMX)
    assert answer.context["confirmation"].text.startswith("2 images with ")


def test_retry_is_asked_about_on_a_page_without_script(
    owner_client: Client, dear: Generation
) -> None:
    page = owner_client.post(retry_urls(dear)[0])
    assert page.status_code == 409
    assert f'href="/batches/{dear.batch_id}/"' in page.text
    done = owner_client.post(retry_urls(dear)[0], {"confirmed_usd": "0.08"})
    assert done.status_code == 302


def test_cheap_retry_is_not_asked_about(owner_client: Client, owner: User) -> None:
    row = a_generation(batch__owner=owner, failed=True, estimated_cost_usd=Decimal("0.04"))
    assert owner_client.post(retry_urls(row)[0], headers=HTMX).status_code == 200


def test_strangers_retry_is_no_question(stranger_client: Client, dear: Generation) -> None:
    codes = [stranger_client.post(path, headers=HTMX).status_code for path in retry_urls(dear)]
    assert codes == [404, 404]
