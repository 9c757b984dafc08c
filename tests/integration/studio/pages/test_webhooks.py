from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from studio.models import Delivery, Webhook
from studio.webhooks.sending import new_secret

pytestmark = pytest.mark.django_db

URL = "https://example.com/hook"


@pytest.fixture
def confirmed(owner_client: Client) -> Client:
    """The owner, who gave the password a moment ago."""
    owner_client.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    return owner_client


@pytest.fixture
def webhook(owner: User) -> Webhook:
    return Webhook.objects.create(owner=owner, url=URL, secret=new_secret())


def test_added_webhook_shows_its_secret_once(owner: User, confirmed: Client) -> None:
    page = confirmed.post("/settings/webhooks/", {"url": URL, "kinds": ["batch.finished"]})
    made = owner.webhooks.get()
    assert page.status_code == 201
    assert made.secret.open() in page.text
    assert made.kinds == ["batch.finished"]
    assert made.secret.open() not in confirmed.get(f"/settings/webhooks/{made.pk}/").text


def test_bad_address_is_told_beside_the_field(owner: User, confirmed: Client) -> None:
    page = confirmed.post("/settings/webhooks/", {"url": "http://x", "kinds": ["batch.finished"]})
    assert page.status_code == 422
    assert "Give an address that begins with https://." in page.text
    assert 'value="http://x"' in page.text
    assert not owner.webhooks.exists()


def test_webhooks_need_the_password_first(owner_client: Client, owner: User) -> None:
    answer = owner_client.post("/settings/webhooks/", {"url": URL, "kinds": ["batch.finished"]})
    assert answer.status_code == 302
    assert not owner.webhooks.exists()


def test_test_event_takes_the_way_of_all_others(owner_client: Client, webhook: Webhook) -> None:
    owner_client.post(f"/settings/webhooks/{webhook.pk}/test")
    assert Delivery.objects.due(timezone.now()).get().kind == "test"


def test_delivered_event_can_be_sent_again(owner_client: Client, webhook: Webhook) -> None:
    done = Delivery.objects.create(
        webhook=webhook, kind="test", subject="test", state="delivered", settled_at=timezone.now()
    )
    owner_client.post(f"/settings/deliveries/{done.pk}/again")
    assert Delivery.objects.due(timezone.now()).get() == done


def test_pause_and_remove(owner_client: Client, webhook: Webhook) -> None:
    owner_client.post(f"/settings/webhooks/{webhook.pk}/pause")
    assert "Go on" in owner_client.get(f"/settings/webhooks/{webhook.pk}/").text
    owner_client.post(f"/settings/webhooks/{webhook.pk}/remove")
    assert not Webhook.objects.exists()


def test_webhook_of_another_person_is_not_there(stranger_client: Client, webhook: Webhook) -> None:
    done = Delivery.objects.create(webhook=webhook, kind="test", subject="test")
    for path in (f"webhooks/{webhook.pk}/pause", f"webhooks/{webhook.pk}/remove"):
        assert stranger_client.post(f"/settings/{path}").status_code == 404
    assert stranger_client.get(f"/settings/webhooks/{webhook.pk}/").status_code == 404
    assert stranger_client.post(f"/settings/deliveries/{done.pk}/again").status_code == 404
