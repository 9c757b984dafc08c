"""The page of a batch that came of a list."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio.models import Batch, Status
from tests.integration.studio.pages.conftest import (
    HTMX,
    a_batch,
    a_generation,
    queries,
    some_generations,
)


@pytest.fixture
def batch(owner: User) -> Batch:
    """One picture in line, one being made, one failed."""
    batch = a_batch(owner=owner, name="Kettles", is_list=True)
    a_generation(batch=batch, position=0, prompt="a red kettle", name="Red")
    a_generation(batch=batch, position=1, prompt="a blue kettle", generating=True)
    a_generation(batch=batch, position=2, prompt="a sad kettle", failed=True)
    return batch


def url_of(batch: Batch, name: str = "batch") -> str:
    return reverse(f"studio:{name}", args=[batch.pk])


def page_says(page: str, name: str) -> list[str]:
    """What the page's hidden inputs of that name say."""
    pieces = page.split(f'name="{name}" value="')[1:]
    return [piece.partition('"')[0] for piece in pieces]


def poll(client: Client, page: str, **changed: Any) -> Any:
    """As the page would ask the next time."""
    said = {name: page_says(page, name) for name in ("waiting", "progress")}
    return client.get(reverse("studio:pulse"), said | changed, headers=HTMX)


def test_each_row_tells_its_prompt_state_and_reason(owner_client: Client, batch: Batch) -> None:
    page = owner_client.get(url_of(batch)).text
    assert page.count('class="batch-row num"') == 3
    assert "<b>Red</b>" in page
    assert "No picture came back. Not charged." in " ".join(page.split())
    assert "0 of 3 generated" in page


def test_list_stands_locked_beside_its_rows(owner_client: Client, batch: Batch) -> None:
    page = owner_client.get(url_of(batch)).text
    assert "a red kettle\na blue kettle\na sad kettle\n</textarea>" in page
    assert "3 prompts" in page


def test_batch_of_one_prompt_stays_a_sheet_of_cards(owner_client: Client, owner: User) -> None:
    batch = a_batch(owner=owner)
    a_generation(batch=batch)
    page = owner_client.get(url_of(batch)).text
    assert "batch-row" not in page
    assert 'class="generation-card"' in page


def test_poll_draws_rows_that_moved_and_the_progress(owner_client: Client, batch: Batch) -> None:
    page = owner_client.get(url_of(batch)).text
    batch.generations.filter(position=0).update(status=Status.CANCELED, finished_at=timezone.now())
    answer = poll(owner_client, page).text
    assert answer.count('class="batch-row num"') == 1
    assert "1 canceled" in answer
    assert "generation-card" not in answer


def test_same_batch_is_drawn_as_cards_elsewhere(owner_client: Client, batch: Batch) -> None:
    page = owner_client.get(url_of(batch)).text
    batch.generations.filter(position=0).update(status=Status.CANCELED, finished_at=timezone.now())
    answer = poll(owner_client, page, progress=[]).text
    assert 'class="generation-card"' in answer
    assert "batch-row" not in answer


def test_poll_costs_the_same_queries_for_a_longer_batch(owner_client: Client, batch: Batch) -> None:
    url = f"{reverse('studio:pulse')}?progress={batch.pk}:moved"
    once = queries(owner_client, url)
    some_generations(10, batch=batch)
    assert queries(owner_client, url) == once


def test_twice_the_rows_cost_the_same_queries(owner_client: Client, batch: Batch) -> None:
    once = queries(owner_client, url_of(batch))
    some_generations(6, batch=batch)
    assert queries(owner_client, url_of(batch)) == once


def test_row_acts_and_stays_a_row(owner_client: Client, batch: Batch) -> None:
    row = batch.generations.get(position=0)
    said = {"progress": f"{batch.pk}:0"}
    text = owner_client.post(reverse("studio:cancel", args=[row.pk]), said, headers=HTMX).text
    assert 'class="batch-row num"' in text
    assert f'id="retry-{row.pk}" autofocus' in " ".join(text.split())


def test_cancel_all_draws_the_rows_again(owner_client: Client, batch: Batch) -> None:
    said = {"progress": "x", "after": "0", "limit": "60"}
    text = owner_client.post(url_of(batch, "cancel_batch"), said, headers=HTMX).text
    assert text.count('class="batch-row num"') == 2
    assert batch.generations.filter(status=Status.CANCELED).count() == 1


def test_long_list_has_pages(owner_client: Client, batch: Batch) -> None:
    for position in range(3, 130):
        a_generation(batch=batch, position=position)
    pages = owner_client.get(url_of(batch), {"after": 59}).context["sheet"].pages
    assert pages == (url_of(batch), f"{url_of(batch)}?after=119")


def test_time_left_is_told_while_it_runs(owner_client: Client, batch: Batch) -> None:
    assert " s left" in owner_client.get(url_of(batch)).text
    Batch.objects.update(paused=True)
    assert " s left" not in owner_client.get(url_of(batch)).text


def test_batch_gets_another_name(owner_client: Client, batch: Batch) -> None:
    response = owner_client.post(url_of(batch, "rename_batch"), {"name": "Teapots"})
    assert response.headers["Location"] == url_of(batch)
    assert Batch.objects.get().name == "Teapots"


def test_name_that_is_too_long_is_refused_in_words(owner_client: Client, batch: Batch) -> None:
    url = url_of(batch, "rename_batch")
    response = owner_client.post(url, {"name": "n" * 201}, follow=True)
    assert "A name has up to 200 characters." in response.text
    assert Batch.objects.get().name == "Kettles"


def test_stranger_cannot_rename(stranger_client: Client, batch: Batch) -> None:
    assert stranger_client.post(url_of(batch, "rename_batch")).status_code == 404


def test_download_is_offered_once_something_is_ready(owner_client: Client, batch: Batch) -> None:
    hidden = f'id="batch-{batch.pk}-download" hidden'
    assert hidden in owner_client.get(url_of(batch)).text
    a_generation(batch=batch, position=3, complete=True)
    assert hidden not in owner_client.get(url_of(batch)).text
