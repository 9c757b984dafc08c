from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.models import EngineModel
from studio.simulator.process import Simulator
from tests.integration.api.client import ApiClient

pytestmark = pytest.mark.django_db


def test_models_tell_sizes_prices_and_successors(client_of_owner: ApiClient) -> None:
    found = {each["id"]: each for each in client_of_owner.get("/models").json()["items"]}
    flash = next(each for each in found.values() if each["is_default"])
    assert (flash["tier"], flash["retired"]) == ("flash", False)
    assert flash["pixels"]["16:9"]["1K"] == [1376, 768]
    assert set(flash["price"]["per_image_usd"]) == set(flash["resolutions"])
    retired = EngineModel.objects.filter(retired=True, replacement__isnull=False).first()
    assert retired is not None
    assert found[retired.model_id]["replacement"] in found


def test_models_cost_a_fixed_number_of_queries(client_of_owner: ApiClient) -> None:
    client_of_owner.get("/models")
    with CaptureQueriesContext(connection) as captured:
        client_of_owner.get("/models")
    assert len(captured) <= 5


def test_default_follows_the_setting(client_of_owner: ApiClient, settings: Any) -> None:
    settings.GEMINI_MODEL = "pro"
    items = client_of_owner.get("/models").json()["items"]
    assert [each["tier"] for each in items if each["is_default"]] == ["pro"]


def test_status_says_that_a_key_is_missing(client_of_owner: ApiClient, settings: Any) -> None:
    settings.SIMULATOR_URL = ""
    found = client_of_owner.get("/status").json()
    assert (found["available"], found["demo"]) == (False, False)
    assert found["message"]


def test_status_says_that_pictures_are_demos(
    client_of_owner: ApiClient, simulator: Simulator
) -> None:
    found = client_of_owner.get("/status").json()
    assert (found["available"], found["demo"]) == (True, True)
