from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import keys
from studio.models import Batch, Generation, Status, WorkerHeartbeat
from studio.pulse import open_work
from tests.factories.gallery import ImageFactory
from tests.integration.studio.pages.conftest import HTMX, a_generation, queries, some_generations


@pytest.fixture
def row(owner: User) -> Generation:
    return a_generation(batch__owner=owner)


def url_for(owner: User, *tokens: str) -> str:
    """What a page asks that knows all of the owner's open work, and waits for these cards."""
    said = "".join(f"&waiting={token}" for token in tokens)
    return open_work(owner, now=timezone.now()).pulse.url + said


def finish(row: Generation, status: Status = Status.CANCELED) -> None:
    Generation.objects.filter(pk=row.pk).update(
        status=status, finished_at=timezone.now(), leased_until=None
    )


def test_pulse_is_empty_while_nothing_changed(
    owner_client: Client, owner: User, row: Generation
) -> None:
    response = owner_client.get(url_for(owner, f"{row.pk}:pending:1"), headers=HTMX)
    assert response.status_code == 204
    assert not response.content


def test_pulse_brings_the_card_that_changed(
    owner_client: Client, owner: User, row: Generation
) -> None:
    other = a_generation(batch=row.batch, position=1)
    url = url_for(owner, f"{row.pk}:pending:1", f"{other.pk}:pending:2")
    finish(row)
    text = owner_client.get(url, headers=HTMX).text
    assert f'id="generation-{row.pk}"' in text
    assert 'data-status="canceled"' in text
    assert f'id="batch-{row.batch_id}-header"' in text


def test_pulse_tells_a_new_place_in_line(owner_client: Client, owner: User, batch: Batch) -> None:
    waiting = batch.generations.get(status=Status.PENDING)
    text = owner_client.get(url_for(owner, f"{waiting.pk}:pending:2"), headers=HTMX).text
    assert "Next in line" in text


def test_pulse_becomes_quiet_when_nothing_waits(
    owner_client: Client, owner: User, row: Generation
) -> None:
    url = url_for(owner, f"{row.pk}:pending:1")
    finish(row)
    text = owner_client.get(url, headers=HTMX).text
    assert 'id="pulse" hx-swap-oob="true"' in text
    assert "hx-get" not in text.partition('id="pulse"')[2].partition(">")[0]


def test_pulse_tells_once_that_pictures_are_ready(
    owner_client: Client, owner: User, row: Generation
) -> None:
    url = url_for(owner)
    finish(row, Status.COMPLETE)
    first = owner_client.get(url, headers=HTMX).text
    again = owner_client.get(url_for(owner), headers=HTMX)
    assert "1 image ready" in first
    assert again.status_code == 204


def test_pulse_tells_it_in_the_head_where_the_pictures_are_shown(
    owner_client: Client, owner: User, row: Generation
) -> None:
    url = url_for(owner, f"{row.pk}:pending:1")
    finish(row, Status.COMPLETE)
    text = owner_client.get(url, headers=HTMX).text
    assert '<span class="badge" data-status="complete"><span>1 image ready' in text
    assert 'class="toast"' not in text


def test_pulse_keeps_the_sidebar_true_once_something_settled(
    owner_client: Client, owner: User, row: Generation
) -> None:
    url = url_for(owner, f"{row.pk}:pending:1")
    finish(row, Status.COMPLETE)
    ImageFactory(owner=owner)  # type: ignore[no-untyped-call]
    text = owner_client.get(url, headers=HTMX).text
    assert 'id="image-count" hx-swap-oob="true">1</span>' in text
    assert "hx-swap-oob" in text.partition('id="month-spent"')[2].partition(">")[0]


def test_pulse_leaves_the_sidebar_alone_while_nothing_settled(
    owner_client: Client, owner: User, row: Generation
) -> None:
    text = owner_client.get(url_for(owner, f"{row.pk}:pending:2"), headers=HTMX).text
    assert "image-count" not in text


def test_pulse_of_a_resting_key_brings_no_card_twice(
    owner_client: Client, owner: User, row: Generation
) -> None:
    keys.pause(row.provider_key, "rate_limited", seconds=22, now=timezone.now())
    first = owner_client.get(url_for(owner, f"{row.pk}:pending:1"), headers=HTMX).text
    token = first.partition('name="waiting" value="')[2].partition('"')[0]
    assert token.startswith(f"{row.pk}:pending:later-")
    assert owner_client.get(url_for(owner, token), headers=HTMX).status_code == 204


def test_pulse_says_nothing_of_what_was_canceled(
    owner_client: Client, owner: User, row: Generation
) -> None:
    url = url_for(owner)
    finish(row)
    assert 'class="toast"' not in owner_client.get(url, headers=HTMX).text


def test_pulse_of_a_stranger_brings_no_card(
    stranger_client: Client, stranger: User, row: Generation
) -> None:
    text = stranger_client.get(url_for(stranger, f"{row.pk}:pending:1"), headers=HTMX).text
    assert "generation-card" not in text


def test_pulse_takes_away_the_card_of_a_row_that_is_gone(owner_client: Client, owner: User) -> None:
    text = owner_client.get(url_for(owner, "999:pending:1"), headers=HTMX).text
    assert '<div id="generation-999" hx-swap-oob="delete">' in text


@pytest.mark.parametrize("token", ["", "x", "9" * 30, "-1:pending", "²:pending:1"])
def test_pulse_survives_a_strange_token(owner_client: Client, owner: User, token: str) -> None:
    assert owner_client.get(url_for(owner, token), headers=HTMX).status_code in {200, 204}


def test_pulse_counts_a_batch_that_is_not_shown_whole(
    owner_client: Client, owner: User, batch: Batch
) -> None:
    url = f"{url_for(owner)}&progress={batch.pk}:3-0-0-0-0:0"
    text = owner_client.get(url, headers=HTMX).text
    assert f'id="batch-{batch.pk}-progress"' in text
    assert "1 failed" in text


def test_pulse_slows_down_when_nothing_changes_for_long(owner: User, row: Generation) -> None:
    later = timezone.now() + timedelta(minutes=1)
    assert open_work(owner, now=timezone.now()).pulse.every_s == 1
    assert open_work(owner, now=later).pulse.every_s == 2
    assert open_work(owner, now=later + timedelta(minutes=5)).pulse.every_s == 5


def test_pulse_costs_one_query_and_the_sign_in(
    owner_client: Client, owner: User, row: Generation
) -> None:
    url = url_for(owner, f"{row.pk}:pending:1")
    assert queries(owner_client, url) == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is scanned elsewhere")
def test_pulse_reads_open_rows_only(owner: User, row: Generation) -> None:
    with CaptureQueriesContext(connection) as captured:
        open_work(owner, now=timezone.now())
    plan = plan_of(captured[0]["sql"])
    assert "generation_running_of_owner" in plan
    assert "generation_queue" in plan


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return str(cursor.fetchall())


def test_pulse_costs_the_same_for_twice_the_rows(
    owner_client: Client, owner: User, row: Generation
) -> None:
    some_generations(5, batch=row.batch)
    once = queries(owner_client, url_for(owner, f"{row.pk}:generating:"))
    some_generations(10, batch=row.batch)
    assert queries(owner_client, url_for(owner, f"{row.pk}:generating:")) == once


def test_pulse_tells_that_no_worker_is_there(
    owner_client: Client, owner: User, row: Generation
) -> None:
    url = url_for(owner, f"{row.pk}:pending:1")
    Generation.objects.update(due_at=timezone.now() - timedelta(seconds=30))
    assert "No worker is running: 1 image waiting" in owner_client.get(url, headers=HTMX).text
    assert owner_client.get(url_for(owner, f"{row.pk}:pending:1"), headers=HTMX).status_code == 204
    WorkerHeartbeat.objects.create(name="host:1", seen_at=timezone.now())
    assert open_work(owner, now=timezone.now()).pulse.sentence == "1 image on the way"
