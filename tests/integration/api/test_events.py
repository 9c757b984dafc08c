from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.utils import timezone

from gallery import cleanup
from sessions_app.models import api_token
from studio import actions, events, scheduling, sweeping, tasks
from studio.models import Event, Generation
from studio.requesting import GenerationRequest
from studio.simulator.process import Simulator
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


def submit(by: User, count: int = 1) -> Generation:
    request = GenerationRequest(prompt="a red kettle", count=count)
    return actions.submit(requests=[request], by=by).generations.get(position=0)


@async_to_sync
async def words(answer: Any) -> str:
    return "".join([part.decode() async for part in aiter(answer)])


def told(client: ApiClient, query: str = "", **headers: str) -> list[tuple[str, dict[str, Any]]]:
    """Kind and data of each event that is there after what the reader has seen."""
    answer = client.get(f"/events?follow=false{query}", **headers)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    blocks = [each.split("\n") for each in words(answer).split("\n\n") if each.startswith("id:")]
    return [(block[1].removeprefix("event: "), json.loads(block[2][6:])) for block in blocks]


def test_a_generation_tells_its_life(client_of_owner: ApiClient, owner: User) -> None:
    generation = submit(owner)
    tasks.work()
    found = told(client_of_owner, last_event_id="0")
    assert [kind for kind, _ in found] == [
        "generation.pending",
        "generation.generating",
        "generation.complete",
    ]
    image_id = Generation.objects.get().image_id
    assert found[-1][1] == {
        "id": generation.pk,
        "batch_id": generation.batch_id,
        "status": "complete",
        "kind": "generate",
        "attempt": 1,
        "image_ids": [image_id],
        "error_code": None,
        "cost_usd": format(Generation.objects.get().cost_usd, "f"),
    }


def test_failure_cancel_and_retry_are_told(
    client_of_owner: ApiClient, owner: User, simulator: Simulator
) -> None:
    generation = actions.submit(
        requests=[GenerationRequest(prompt="[[block:SAFETY]] a kettle")], by=owner
    ).generations.get()
    tasks.work()
    actions.retry(generation=generation, by=owner)
    actions.cancel(generation=generation, by=owner)
    kinds = [kind.partition(".")[2] for kind, _ in told(client_of_owner, last_event_id="0")]
    assert kinds == ["pending", "generating", "failed", "pending", "canceled"]


def test_a_lost_worker_is_told_as_waiting_again(owner: User) -> None:
    submit(owner)
    claimed = scheduling.claim_next()
    assert claimed is not None
    sweeping.sweep(timezone.now() + timedelta(minutes=1))
    assert Event.objects.order_by("-pk")[0].kind == "generation.pending"
    assert Generation.objects.get().status == "pending"


def test_reader_goes_on_after_what_it_saw(client_of_owner: ApiClient, owner: User) -> None:
    submit(owner, count=3)
    seen = Event.objects.order_by("pk")[1].pk
    assert len(told(client_of_owner, last_event_id=str(seen))) == 1
    assert len(told(client_of_owner, f"&after={seen}")) == 1


def test_reader_without_a_past_begins_now(client_of_owner: ApiClient, owner: User) -> None:
    submit(owner)
    assert told(client_of_owner) == []


def test_events_of_one_batch(client_of_owner: ApiClient, owner: User) -> None:
    submit(owner)
    batch_id = submit(owner, count=2).batch_id
    found = told(client_of_owner, f"&after=0&batch_id={batch_id}")
    assert [data["batch_id"] for _, data in found] == [batch_id] * 2


def test_events_are_the_owners_alone(client_of_stranger: ApiClient, owner: User) -> None:
    submit(owner)
    assert told(client_of_stranger, "&after=0") == []


def test_events_refuse_what_they_do_not_know(client_of_owner: ApiClient) -> None:
    assert pointers(client_of_owner.get("/events?since=1")) == ["/since"]


def test_nobody_reads_events(client_of_nobody: ApiClient) -> None:
    assert problem(client_of_nobody.get("/events")) == (401, "unauthenticated")


def test_events_hold_no_words_of_people(owner: User) -> None:
    submit(owner)
    tasks.work()
    assert "kettle" not in json.dumps(list(Event.objects.values_list("data", flat=True)))


def test_a_thousand_rows_cost_as_many_queries_as_two(
    owner: User, django_assert_max_num_queries: Any
) -> None:
    rows = [Generation(pk=None, owner=owner, batch_id=submit(owner).batch_id)] * 2
    with django_assert_max_num_queries(5):
        events.record_status(rows * 100)


def test_clean_up_forgets_old_events(owner: User) -> None:
    submit(owner, count=2)
    old = timezone.now() - events.KEPT - timedelta(hours=1)
    Event.objects.filter(pk=Event.objects.order_by("pk")[0].pk).update(created_at=old)
    report = cleanup.clean(timezone.now())
    assert [each.count for each in report.swept if each.noun == "old events"] == [1]
    assert Event.objects.count() == 1


def test_revoked_token_is_told_nothing_more(client_of_owner: ApiClient, owner: User) -> None:
    submit(owner)
    answer = client_of_owner.get("/events?after=0&follow=false")
    owner.api_tokens.all().delete()
    assert "generation.pending" not in words(answer)


def test_token_that_is_over_is_told_nothing_more(
    client_of_owner: ApiClient, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(owner)
    owner.api_tokens.update(expires_on=timezone.now().date())
    answer = client_of_owner.get("/events?after=0&follow=false")
    tomorrow = timezone.now().date() + timedelta(days=1)
    monkeypatch.setattr(api_token, "today", lambda: tomorrow)
    assert "generation.pending" not in words(answer)
