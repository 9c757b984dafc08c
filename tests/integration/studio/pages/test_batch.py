from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from studio.models import Batch, Status
from tests.integration.studio.pages.conftest import (
    HTMX,
    a_batch,
    a_generation,
    queries,
    some_generations,
)

ACTIONS = ["cancel_batch", "retry_failed", "pause_batch", "resume_batch"]


def url_of(batch: Batch, name: str = "batch") -> str:
    return reverse(f"studio:{name}", args=[batch.pk])


def statuses(batch: Batch) -> list[str]:
    return list(batch.generations.order_by("position").values_list("status", flat=True))


def test_batch_page_tells_its_progress(owner_client: Client, batch: Batch) -> None:
    page = owner_client.get(url_of(batch)).text
    assert "0 of 3 generated" in page
    assert "1 failed" in page
    assert "1 generating" in page


def test_batch_page_refreshes_itself_without_script(owner_client: Client, batch: Batch) -> None:
    refresh = '<noscript>\n      <meta http-equiv="refresh" content="5">'
    assert refresh in owner_client.get(url_of(batch)).text
    batch.generations.exclude(status=Status.FAILED).delete()
    assert refresh not in owner_client.get(url_of(batch)).text


def test_long_batch_is_shown_in_pages(owner_client: Client, owner: User) -> None:
    batch = a_batch(owner=owner)
    for position in range(61):
        a_generation(batch=batch, position=position)
    first = owner_client.get(url_of(batch))
    assert len(first.context["sheet"].cards) == 60
    assert f'href="{url_of(batch)}?after=59"' in first.text
    assert len(owner_client.get(url_of(batch), {"after": 59}).context["sheet"].cards) == 1
    assert owner_client.get(url_of(batch), {"after": 99}).status_code == 404


def test_stranger_finds_no_batch(stranger_client: Client, batch: Batch) -> None:
    assert stranger_client.get(url_of(batch)).status_code == 404


def test_nobody_is_sent_to_sign_in(client: Client, batch: Batch) -> None:
    assert client.get(url_of(batch)).status_code == 302


@pytest.mark.parametrize("name", ACTIONS)
def test_stranger_cannot_act_on_a_batch(stranger_client: Client, batch: Batch, name: str) -> None:
    before = statuses(batch)
    assert stranger_client.post(url_of(batch, name)).status_code == 404
    assert statuses(batch) == before


@pytest.mark.parametrize("name", ACTIONS)
def test_looking_never_acts(owner_client: Client, batch: Batch, name: str) -> None:
    assert owner_client.get(url_of(batch, name)).status_code == 405


def test_cancel_ends_what_waits(owner_client: Client, batch: Batch) -> None:
    text = owner_client.post(url_of(batch, "cancel_batch"), headers=HTMX).text
    assert statuses(batch) == ["canceled", "generating", "failed"]
    assert "Canceling" in text


def test_retry_failed_puts_back_what_failed(owner_client: Client, batch: Batch) -> None:
    owner_client.post(url_of(batch, "retry_failed"), headers=HTMX)
    assert statuses(batch) == ["pending", "generating", "pending"]


def test_action_without_script_leads_back(owner_client: Client, batch: Batch) -> None:
    assert owner_client.post(url_of(batch, "retry_failed"))["Location"] == url_of(batch)


def test_pause_says_so_and_offers_to_resume(owner_client: Client, batch: Batch) -> None:
    url = url_of(batch, "pause_batch")
    text = owner_client.post(url, {"progress": "x"}, headers=HTMX).text
    assert "<span>Paused</span>" in text
    assert "Resume" in text
    owner_client.post(url_of(batch, "resume_batch"), headers=HTMX)
    assert not Batch.objects.get(pk=batch.pk).paused


def test_twice_the_rows_cost_the_same_queries(owner_client: Client, batch: Batch) -> None:
    once = queries(owner_client, url_of(batch))
    some_generations(6, batch=batch)
    assert queries(owner_client, url_of(batch)) == once
