from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio import limits
from studio.models import (
    Batch,
    Budget,
    EngineModel,
    InstancePolicy,
    OwnKey,
    ProviderKey,
    SpendingLimit,
    Status,
    Webhook,
)
from studio.models.encryption import Sealed


@pytest.fixture
def staff_client(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.mark.parametrize(
    "name",
    [
        "enginemodel",
        "generation",
        "batch",
        "lane",
        "providerkey",
        "ownkey",
        "instancepolicy",
        "budget",
        "ledgerentry",
        "spendinglimit",
        "sketchstyle",
        "sketchreference",
        "webhook",
    ],
)
def test_staff_can_open_every_list(staff_client: Client, batch: Batch, name: str) -> None:
    assert staff_client.get(reverse(f"admin:studio_{name}_changelist")).status_code == 200


def test_staff_pause_a_webhook(staff_client: Client, owner: User) -> None:
    webhook = Webhook.objects.create(
        owner=owner, url="https://musa.example/hook", secret=Sealed.of("s")
    )
    chosen = {"action": "pause", "_selected_action": [webhook.pk]}
    staff_client.post(reverse("admin:studio_webhook_changelist"), chosen)
    assert Webhook.objects.get().paused


def test_staff_edit_a_model_with_its_prices(staff_client: Client) -> None:
    model = EngineModel.objects.default()
    page = staff_client.get(reverse("admin:studio_enginemodel_change", args=[model.pk]))
    assert 'name="prices-0-image_output_usd"' in page.text


def test_staff_cancel_what_is_open(staff_client: Client, batch: Batch) -> None:
    pks = [row.pk for row in batch.generations.all()]
    chosen = {"action": "cancel", "_selected_action": pks}
    staff_client.post(reverse("admin:studio_generation_changelist"), chosen)
    assert batch.generations.filter(status=Status.CANCELED).count() == 1
    assert batch.generations.filter(cancel_requested=True).count() == 1


def test_staff_end_the_pause_of_a_key(staff_client: Client) -> None:
    key = ProviderKey.objects.create(
        fingerprint="x", paused_until=timezone.now(), pause_code="no_credit"
    )
    chosen = {"action": "resume", "_selected_action": [key.pk]}
    staff_client.post(reverse("admin:studio_providerkey_changelist"), chosen)
    assert ProviderKey.objects.get(pk=key.pk).pause_code == ""


def test_owner_is_no_staff(owner_client: Client) -> None:
    assert owner_client.get(reverse("admin:studio_generation_changelist")).status_code == 302


def test_staff_limit_holds_at_once_and_goes_with_its_row(staff_client: Client, owner: User) -> None:
    form = {"owner": owner.pk, "staff_limit_usd": "2.5", "staff_warning_usd": ""}
    staff_client.post(reverse("admin:studio_spendinglimit_add"), form)
    assert Budget.objects.get(owner=owner).limit_usd == Decimal("2.5")
    row = SpendingLimit.objects.get(owner=owner)
    staff_client.post(reverse("admin:studio_spendinglimit_delete", args=[row.pk]), {"post": "yes"})
    assert Budget.objects.get(owner=owner).limit_usd is None


def test_staff_limit_the_whole_studio(staff_client: Client) -> None:
    form = {"owner": "", "staff_limit_usd": "100", "staff_warning_usd": "80"}
    staff_client.post(reverse("admin:studio_spendinglimit_add"), form)
    assert Budget.objects.get(owner=None).limit_usd == Decimal("100")


def test_staff_take_several_limits_away(staff_client: Client, owner: User) -> None:
    limits.change(owner.pk, staff_limit_usd=Decimal("1"))
    row = SpendingLimit.objects.get(owner=owner)
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    staff_client.post(reverse("admin:studio_spendinglimit_changelist"), chosen)
    assert Budget.objects.get(owner=owner).limit_usd is None


def test_staff_let_only_themselves_use_the_instances_key(staff_client: Client) -> None:
    staff_client.post(reverse("admin:studio_instancepolicy_add"), {})
    assert not InstancePolicy.current().instance_key_for_all
    assert staff_client.get(reverse("admin:studio_instancepolicy_add")).status_code == 403


def test_staff_see_and_remove_an_own_key_but_never_read_it(
    staff_client: Client, owner: User
) -> None:
    own = OwnKey.objects.create(
        owner=owner,
        secret=Sealed.of("a-key-of-the-tests"),
        provider_key=ProviderKey.objects.create(fingerprint="x"),
        last_four="ests",
    )
    page = staff_client.get(reverse("admin:studio_ownkey_change", args=[own.pk])).text
    assert "ests" in page
    assert "a-key-of-the-tests" not in page
    assert own.secret.ciphertext not in page
    staff_client.post(reverse("admin:studio_ownkey_delete", args=[own.pk]), {"post": "yes"})
    assert not OwnKey.objects.exists()
