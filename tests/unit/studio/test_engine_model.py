from __future__ import annotations

import pytest

from studio.models import EngineModel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["gemini-3-pro-image", "pro"])
def test_model_is_found_by_id_and_by_tier(name: str) -> None:
    found = EngineModel.objects.named(name)
    assert found is not None
    assert found.model_id == "gemini-3-pro-image"


@pytest.mark.parametrize("name", ["", "nothing", "nul\0", "x" * 5000])
def test_odd_name_is_no_model(name: str) -> None:
    assert EngineModel.objects.named(name) is None
