"""Pages that change by themselves: the rows of Activity, and new batches on Generate."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from studio.models import Batch, Generation, IdempotencyKey, Status
from studio.pulse import open_work
from tests.integration.studio.pages.conftest import HTMX, a_batch, a_generation
from tests.integration.studio.pages.test_pulse import finish, url_for

GENERATE = "&watch=batches"
ACTIVITY = "&drawn_as=activity"


def fresh(client: Client, owner: User, said: str) -> list[int]:
    """The batches that a page gets which knows all open work and tells this about itself."""
    answer = client.get(url_for(owner) + said, headers=HTMX)
    return [] if answer.status_code == 204 else [sheet.pk for sheet in answer.context["fresh"]]


@pytest.fixture
def shown(owner: User) -> Batch:
    return a_generation(batch__owner=owner, failed=True).batch


def test_generate_page_names_what_it_shows(owner_client: Client, shown: Batch) -> None:
    page = owner_client.get("/").text
    assert f'name="shown" value="{shown.pk}"' in page
    assert 'name="watch" value="batches"' in page
    pulse = page.partition('id="pulse"')[2].partition(">")[0]
    assert 'hx-trigger="every 10s, seen-again"' in pulse


def test_older_page_waits_for_no_new_batch(owner_client: Client, shown: Batch) -> None:
    page = owner_client.get("/", {"before": shown.pk}).text
    assert 'name="watch"' not in page
    assert "hx-get" not in page.partition('id="pulse"')[2].partition(">")[0]


def test_batch_from_elsewhere_comes_to_the_top(
    owner_client: Client, owner: User, shown: Batch
) -> None:
    new = a_generation(batch__owner=owner).batch
    answer = owner_client.get(f"{url_for(owner)}{GENERATE}&shown={shown.pk}", headers=HTMX)
    assert 'hx-swap-oob="afterbegin:#batches"' in answer.text
    assert [sheet.pk for sheet in answer.context["fresh"]] == [new.pk]
    assert "autofocus" not in answer.text


def test_nothing_new_is_no_content(owner_client: Client, owner: User, shown: Batch) -> None:
    said = f"{GENERATE}&shown={shown.pk}"
    assert owner_client.get(url_for(owner) + said, headers=HTMX).status_code == 204


def test_newest_stands_first_among_several(owner_client: Client, owner: User, shown: Batch) -> None:
    new = [a_generation(batch__owner=owner).batch.pk for _ in range(2)]
    assert fresh(owner_client, owner, f"{GENERATE}&shown={shown.pk}") == new[::-1]


def test_page_that_shows_nothing_gets_the_first_batch(
    owner_client: Client, owner: User, shown: Batch
) -> None:
    assert fresh(owner_client, owner, GENERATE) == [shown.pk]


def test_what_the_page_itself_sends_comes_only_once(
    owner_client: Client, owner: User, shown: Batch
) -> None:
    own = a_generation(batch__owner=owner).batch
    IdempotencyKey.objects.create(owner=owner, key="mine", request_hash="x", batch=own)
    assert not fresh(owner_client, owner, f"{GENERATE}&shown={shown.pk}&key=mine")


def test_page_of_another_kind_gets_no_batch(
    owner_client: Client, owner: User, shown: Batch
) -> None:
    assert not fresh(owner_client, owner, "")


def test_strangers_batch_comes_to_nobody_else(owner_client: Client, owner: User) -> None:
    a_generation(batch=a_batch())
    assert not fresh(owner_client, owner, GENERATE)


def test_sent_prompt_keeps_the_page_waiting_for_others(owner_client: Client) -> None:
    form = {"prompt": "a cat", "count": "1", "model": "flash", "key": "k", "watch": "batches"}
    owner_client.post("/", form, headers=HTMX)
    Generation.objects.update(status=Status.CANCELED, finished_at=timezone.now())
    answer = owner_client.get(f"/pulse?open=1&every=1&batch=1{GENERATE}", headers=HTMX)
    assert 'hx-trigger="every 10s' in answer.text


def test_activity_row_changes_by_itself(owner_client: Client, owner: User) -> None:
    row = a_generation(batch__owner=owner)
    page = owner_client.get("/activity/").text
    assert f'name="waiting" value="{row.pk}:pending:1"' in page
    url = f"{url_for(owner, f'{row.pk}:pending:1')}{ACTIVITY}"
    finish(row)
    answer = owner_client.get(url, headers=HTMX)
    assert f'id="activity-{row.pk}"' in answer.text
    assert 'data-status="canceled"' in answer.text
    assert "generation-card" not in answer.text


def test_activity_tells_in_its_head_that_a_batch_is_ready(
    owner_client: Client, owner: User
) -> None:
    row = a_generation(batch__owner=owner)
    url = f"{url_for(owner, f'{row.pk}:pending:1')}{ACTIVITY}"
    finish(row, Status.COMPLETE)
    text = owner_client.get(url, headers=HTMX).text
    assert "1 image ready" in text
    assert 'class="toast"' not in text


def test_activity_drops_a_row_that_is_gone(owner_client: Client, owner: User) -> None:
    text = owner_client.get(url_for(owner, "999:pending:1") + ACTIVITY, headers=HTMX).text
    assert '<div id="activity-999" hx-swap-oob="delete">' in text


@pytest.mark.parametrize("name", ["cancel", "retry"])
def test_action_on_activity_redraws_its_row(owner_client: Client, owner: User, name: str) -> None:
    row = a_generation(batch__owner=owner, failed=name == "retry")
    form = {"drawn_as": "activity"}
    answer = owner_client.post(f"/generations/{row.pk}/{name}", form, headers=HTMX)
    assert f'id="activity-{row.pk}"' in answer.text
    assert open_work(owner, now=timezone.now()).pulse.waiting == (name == "retry")


def test_activity_keeps_status_and_words_in_its_links(owner_client: Client, owner: User) -> None:
    page = owner_client.get("/activity/", {"status": "failed", "q": "cat"})
    assert 'name="status" value="failed"' in page.text
    assert "/activity/?status=canceled&amp;q=cat" in page.text
    assert 'hx-select-oob="#tabs"' in page.text
