"""What happened reaches a receiver: signed, in order, once it is back; no other place is asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from config.api.samples.check_webhook import is_from_musa
from studio import actions, cheaper, limits, tasks, webhooks
from studio.models import Budget, Delivery, DeliveryState, Event, Price, Webhook, WebhookKind
from studio.requesting import GenerationRequest
from studio.webhooks import posting, sending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


class Post(NamedTuple):
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


class Receiver:
    """A real server that keeps what comes, and fails while it is `down`."""

    def __init__(self) -> None:
        self.got: list[Post] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status < 400:
                    receiver.got.append(Post(dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    @property
    def kinds(self) -> list[str]:
        return [each.said["type"] for each in self.got]


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_ALLOW_PRIVATE = True
    running = Receiver()
    thread = threading.Thread(target=running.server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    yield running
    running.server.shutdown()
    running.server.server_close()
    thread.join()


@pytest.fixture
def webhook(owner: User, receiver: Receiver) -> Webhook:
    return Webhook.objects.create(owner=owner, url=receiver.url, secret=sending.new_secret())


def draw(owner: User, *prompts: str) -> None:
    requests = [GenerationRequest(prompt=prompt) for prompt in prompts]
    actions.submit(requests=requests, by=owner)
    for _ in prompts:
        tasks.work()


def deliver(later: timedelta = timedelta(0)) -> None:
    now = timezone.now() + later
    webhooks.plan(now)
    webhooks.send_due(now)


def test_finished_and_failed_are_told_and_the_batch_last(
    owner: User, webhook: Webhook, receiver: Receiver
) -> None:
    draw(owner, "a red kettle", "[[block:SAFETY]] a cup")
    deliver()
    kinds = receiver.kinds
    assert sorted(kinds) == ["batch.finished", "generation.complete", "generation.failed"]
    assert kinds[-1] == "batch.finished"
    batch = receiver.got[-1].said
    assert batch["data"]["counts"] == {"complete": 1, "failed": 1}


def test_sample_of_the_docs_knows_the_signature(
    owner: User, webhook: Webhook, receiver: Receiver
) -> None:
    draw(owner, "a red kettle")
    deliver()
    got, secret = receiver.got[0], webhook.secret.open()
    said = got.headers["Musa-Signature"]
    assert is_from_musa(secret, said, got.body)
    assert not is_from_musa(secret, said, got.body + b" ")
    assert not is_from_musa("other", said, got.body)
    old = sending.signature(secret, int(timezone.now().timestamp()) - 301, got.body)
    assert not is_from_musa(secret, old, got.body)


def test_receiver_that_was_down_gets_everything_in_order(
    owner: User, webhook: Webhook, receiver: Receiver
) -> None:
    receiver.status = 503
    draw(owner, "[[block:SAFETY]] a cup")
    deliver()
    generation = owner.generations.get()
    actions.retry(generation=generation, by=owner)
    tasks.work()
    deliver(timedelta(minutes=1))
    assert receiver.got == []
    receiver.status = 204
    for minutes in range(2, 9):
        deliver(timedelta(minutes=minutes))
    ids = [each.said["id"] for each in receiver.got]
    assert len(ids) == len(set(ids)) == Event.objects.filter(kind__in=WebhookKind.values).count()
    of_generation = [
        each.said["id"] for each in receiver.got if each.said["type"] == "generation.failed"
    ]
    assert of_generation == sorted(of_generation)
    assert len(of_generation) == 2


def test_silence_is_worded_for_people(owner: User, webhook: Webhook) -> None:
    Webhook.objects.update(url="http://127.0.0.1:9/")
    draw(owner, "a red kettle")
    deliver()
    answered = set(Delivery.objects.exclude(answered="").values_list("answered", flat=True))
    assert answered == {"No answer: nobody listens at this address"}


def test_receiver_that_is_away_keeps_no_other_waiting(
    owner: User, webhook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    Webhook.objects.create(owner=owner, url="http://127.0.0.1:9/", secret=sending.new_secret())
    draw(owner, "one", "two")
    webhooks.plan(timezone.now())
    webhooks.send_due(timezone.now())
    assert len(receiver.got) == 1
    silent = Delivery.objects.exclude(webhook=webhook)
    assert silent.filter(attempts=1).count() == 1  # asked once, for all that waits
    assert not silent.due(timezone.now()).exists()


def test_hanging_receivers_take_few_threads(
    owner: User, webhook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = threading.BoundedSemaphore(1)
    monkeypatch.setattr(sending, "_runs", busy)
    draw(owner, "one")
    with busy:
        deliver()
    assert receiver.got == []
    deliver()
    assert "generation.complete" in receiver.kinds


def test_failed_delivery_waits_longer_each_time(
    owner: User, webhook: Webhook, receiver: Receiver
) -> None:
    receiver.status = 503
    draw(owner, "a red kettle")
    deliver()
    first = Delivery.objects.filter(kind="generation.complete").get()
    assert (first.attempts, first.answered) == (1, "HTTP 503")
    assert timedelta(seconds=5) < first.due_at - timezone.now() < timedelta(seconds=15)
    deliver(timedelta(seconds=20))
    first.refresh_from_db()
    assert first.due_at - timezone.now() > timedelta(seconds=15)


def test_delivery_is_given_up_after_days(owner: User, webhook: Webhook, receiver: Receiver) -> None:
    receiver.status = 503
    draw(owner, "a red kettle")
    webhooks.plan(timezone.now())
    Delivery.objects.update(created_at=timezone.now() - sending.GIVE_UP_AFTER - timedelta(hours=1))
    webhooks.send_due(timezone.now())
    states = set(Delivery.objects.values_list("state", "attempts"))
    assert (DeliveryState.GIVEN_UP, 1) in states


def test_same_event_is_delivered_once(owner: User, webhook: Webhook, receiver: Receiver) -> None:
    draw(owner, "a red kettle")
    for _ in range(3):
        deliver()
    assert receiver.kinds == ["generation.complete", "batch.finished"]


def test_paused_webhook_catches_up(owner: User, webhook: Webhook, receiver: Receiver) -> None:
    Webhook.objects.update(paused=True)
    draw(owner, "a red kettle")
    deliver()
    assert receiver.got == []
    Webhook.objects.update(paused=False)
    deliver()
    assert len(receiver.got) == 2


def test_budget_is_told_at_80_and_at_100_once(
    owner: User, webhook: Webhook, receiver: Receiver
) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal(10))
    for spent, told in (("7.999999", []), ("8", [80]), ("9.9", [80]), ("10", [80, 100])):
        Budget.objects.filter(owner=owner).update(spent_usd=Decimal(spent))
        deliver()
        deliver()
        assert [each.said["data"]["percent"] for each in receiver.got] == told


def test_budget_is_spent_once_no_picture_can_be_paid(
    owner: User, webhook: Webhook, receiver: Receiver
) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal(10))
    least_left = Decimal(10) - cheaper.least_usd()
    Budget.objects.filter(owner=owner).update(spent_usd=least_left)
    deliver()
    assert [each.said["data"]["percent"] for each in receiver.got] == [80]
    Budget.objects.filter(owner=owner).update(spent_usd=least_left + Decimal("0.000001"))
    deliver()
    assert [each.said["data"]["percent"] for each in receiver.got] == [80, 100]


def test_nothing_to_tell_takes_no_turn_to_write(
    owner: User, webhook: Webhook, receiver: Receiver
) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal(10))
    draw(owner, "a red kettle")
    deliver()
    with CaptureQueriesContext(connection) as queries:
        webhooks.plan(timezone.now())
    assert {each["sql"].split()[0] for each in queries} == {"SELECT"}


def test_prices_are_not_asked_for_whoever_is_not_told_of_the_budget(
    owner: User, webhook: Webhook, receiver: Receiver
) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal(10))
    Webhook.objects.update(kinds=[WebhookKind.FAILED])
    with CaptureQueriesContext(connection) as queries:
        webhooks.plan(timezone.now())
    assert not [each for each in queries if Price._meta.db_table in each["sql"]]


def test_raised_limit_is_told_of_anew(owner: User, webhook: Webhook, receiver: Receiver) -> None:
    for limit, spent in ((10, 9), (20, 9), (20, 16)):
        limits.change(owner.pk, own_limit_usd=Decimal(limit))
        Budget.objects.filter(owner=owner).update(spent_usd=Decimal(spent))
        deliver()
    assert [each.said["data"]["limit_usd"] for each in receiver.got] == ["10.000000", "20.000000"]


def test_only_what_was_chosen_is_told(owner: User, webhook: Webhook, receiver: Receiver) -> None:
    Webhook.objects.update(kinds=[WebhookKind.FAILED])
    draw(owner, "a red kettle")
    deliver()
    assert receiver.got == []


def test_stranger_is_told_nothing(owner: User, stranger: User, receiver: Receiver) -> None:
    Webhook.objects.create(owner=stranger, url=receiver.url, secret=sending.new_secret())
    draw(owner, "a red kettle")
    deliver()
    assert receiver.got == []


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://[::10.0.0.1]/",
    ],
)
def test_private_addresses_are_not_asked(url: str) -> None:
    with pytest.raises(posting.Refused):
        posting.post(url, b"{}", {})


@pytest.mark.parametrize(
    "url", ["http://example.com/", "ftp://example.com", "https://", "https://a:b@example.com/", "x"]
)
def test_what_is_no_address_is_refused(owner_client: Client, url: str) -> None:
    with pytest.raises(posting.Refused):
        posting.check(url)


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.status = 302
    assert posting.post(receiver.url, b"{}", {}) == 302
    assert len(receiver.got) == 1
