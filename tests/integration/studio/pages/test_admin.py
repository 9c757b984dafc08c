from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio.models import Batch, EngineModel, ProviderKey, Status


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
        "budget",
        "ledgerentry",
    ],
)
def test_staff_can_open_every_list(staff_client: Client, batch: Batch, name: str) -> None:
    assert staff_client.get(reverse(f"admin:studio_{name}_changelist")).status_code == 200


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
