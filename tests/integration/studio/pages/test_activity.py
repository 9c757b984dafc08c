from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from studio.models import Batch
from tests.integration.studio.pages.conftest import (
    a_batch,
    a_generation,
    queries,
    some_generations,
)


@pytest.fixture
def url() -> str:
    return reverse("studio:activity")


def test_nobody_is_sent_to_sign_in(client: Client, db: None, url: str) -> None:
    assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_all_of_ones_own_stand_newest_first(owner_client: Client, url: str, batch: Batch) -> None:
    rows = owner_client.get(url).context["rows"]
    assert [row.label for row in rows] == ["Failed", "Generating", "Waiting"]


def test_stranger_sees_nothing_of_another(stranger_client: Client, url: str, batch: Batch) -> None:
    page = stranger_client.get(url)
    assert not page.context["rows"]
    assert "Nothing made yet" in page.text


@pytest.mark.parametrize(
    ("status", "labels"),
    [("failed", ["Failed"]), ("pending", ["Waiting"]), ("complete", [])],
)
def test_status_narrows_the_list(
    owner_client: Client, url: str, batch: Batch, status: str, labels: list[str]
) -> None:
    page = owner_client.get(url, {"status": status})
    assert [row.label for row in page.context["rows"]] == labels
    assert ("Nothing matches" in page.text) == (not labels)


@pytest.mark.parametrize("query", ["lighthouse", " light\0house"])
def test_words_narrow_the_list(owner_client: Client, url: str, batch: Batch, query: str) -> None:
    a_generation(batch=batch, prompt="a tall Lighthouse")
    rows = owner_client.get(url, {"q": query}).context["rows"]
    assert [row.prompt for row in rows] == ["a tall Lighthouse"]


def test_failure_tells_reason_cost_and_ways_on(owner_client: Client, owner: User, url: str) -> None:
    row = a_generation(
        batch__owner=owner, failed=True, error_code="text_only", cost_usd=Decimal("0.002")
    )
    text = owner_client.get(url).text
    assert "No picture came back" in text
    assert "$0.002" in text
    assert reverse("studio:retry", args=[row.pk]) in text
    assert f"?reuse_generation={row.pk}" in text


def test_unknown_outcome_is_possibly_charged(owner_client: Client, owner: User, url: str) -> None:
    a_generation(
        batch__owner=owner, failed=True, error_code="outcome_unknown", cost_usd=Decimal("0.04")
    )
    [row] = owner_client.get(url).context["rows"]
    assert row.money == "possibly $0.040"


def test_long_list_goes_over_pages(owner_client: Client, owner: User, url: str) -> None:
    made = {row.pk for row in some_generations(45, batch=a_batch(owner=owner))}
    first = owner_client.get(url)
    second = owner_client.get(first.context["older_url"])
    assert len(first.context["rows"]) == 40
    assert {row.card.pk for page in (first, second) for row in page.context["rows"]} == made


@pytest.mark.parametrize("said", [{"status": "lost"}, {"before": "yesterday"}])
def test_what_no_link_says_is_404(owner_client: Client, url: str, said: dict[str, str]) -> None:
    assert owner_client.get(url, said).status_code == 404


def test_twice_the_rows_cost_the_same_queries(owner_client: Client, owner: User, url: str) -> None:
    batch = a_batch(owner=owner)
    some_generations(3, batch=batch, failed=True)
    once = queries(owner_client, url)
    some_generations(3, batch=batch, failed=True)
    assert queries(owner_client, url) == once
