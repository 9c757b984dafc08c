from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from studio import keys, lifecycle
from studio.models import EngineModel
from studio.simulator.process import Simulator

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def findings(owner: User, model_id: str) -> list[lifecycle.Finding]:
    chosen = EngineModel.objects.filter(model_id=model_id)
    return list(lifecycle.check(chosen, key=keys.key_of(owner), today=TODAY))


def test_model_that_is_there_is_marked_as_read_today(owner: User, simulator: Simulator) -> None:
    EngineModel.objects.update(read_on=None)
    [finding] = findings(owner, "gemini-3-pro-image")
    assert finding == lifecycle.Finding(True, "Nano Banana Pro is there.")
    assert EngineModel.objects.get(model_id="gemini-3-pro-image").read_on == TODAY


def test_model_that_is_gone_should_be_retired(owner: User, simulator: Simulator) -> None:
    EngineModel.objects.filter(model_id="imagen-4.0-generate-001").update(retired=False)
    [finding] = findings(owner, "imagen-4.0-generate-001")
    assert not finding.is_fine
    assert "should be retired here" in finding.sentence


def test_provider_that_is_down_is_told_once(owner: User, settings: Settings) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    chosen = EngineModel.objects.all()
    [finding] = lifecycle.check(chosen, key=keys.key_of(owner), today=TODAY)
    assert "several times over" in finding.sentence


def test_staff_check_the_catalogue_from_the_admin(simulator: Simulator) -> None:
    staff = User.objects.create_superuser("root", password="a long enough password")
    client = Client()
    client.force_login(staff)
    chosen = EngineModel.objects.get(model_id="gemini-3-pro-image").pk
    action = {"action": "check_against_provider", "_selected_action": [chosen]}
    response = client.post("/admin/studio/enginemodel/", action, follow=True)
    assert "Nano Banana Pro is there." in response.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sizes", "1K"),
        ("ratios", [1]),
        ("default_size", "8K"),
        ("default_ratio", "9:21"),
        ("pixels", {"1:1": {"1K": [0, 1024]}}),
    ],
)
def test_model_that_staff_mistyped_names_its_field(field: str, value: object) -> None:
    model = EngineModel.objects.default()
    setattr(model, field, value)
    with pytest.raises(ValidationError) as refused:
        model.full_clean()
    assert list(refused.value.message_dict) == [field]
