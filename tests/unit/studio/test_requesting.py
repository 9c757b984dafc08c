from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from studio.models import EngineModel
from studio.requesting import GenerationRequest, RequestRefused, resolve

pytestmark = pytest.mark.django_db


def refused_fields(owner: User, **settings: Any) -> list[str]:
    with pytest.raises(RequestRefused) as refused:
        resolve(GenerationRequest(**{"prompt": "a red chair"} | settings), by=owner)
    return [problem.field for problem in refused.value.problems]


def test_request_gets_the_default_models_settings(owner: User) -> None:
    resolved = resolve(GenerationRequest(prompt=" a red chair "), by=owner)
    assert resolved.engine_model.model_id == "gemini-nano-banana-2.1"
    assert (resolved.prompt, resolved.aspect_ratio, resolved.resolution) == (
        "a red chair",
        "1:1",
        "1K",
    )


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("pro", "gemini-3-pro-image"),
        ("flash", "gemini-nano-banana-2.1"),
        ("lite", "gemini-3.1-flash-lite-image"),
        ("nano-banana-pro", "gemini-3-pro-image"),
    ],
)
def test_request_finds_a_model_by_tier_or_alias(owner: User, name: str, model_id: str) -> None:
    resolved = resolve(GenerationRequest(prompt="a red chair", model=name), by=owner)
    assert resolved.engine_model.model_id == model_id


def test_request_for_a_retired_model_goes_to_its_successor_with_a_note(owner: User) -> None:
    request = GenerationRequest(prompt="a red chair", model="gemini-3-pro-image-preview")
    resolved = resolve(request, by=owner)
    assert resolved.engine_model.model_id == "gemini-3-pro-image"
    assert resolved.notes == (
        "Nano Banana Pro preview has been switched off: Nano Banana Pro draws instead.",
    )


def test_request_for_a_retired_model_without_successor_is_refused(owner: User) -> None:
    EngineModel.objects.filter(model_id="imagen-4.0-generate-001").update(replacement=None)
    request = GenerationRequest(prompt="a red chair", model="imagen-4.0-generate-001")
    with pytest.raises(RequestRefused) as refused:
        resolve(request, by=owner)
    assert refused.value.problems[0].code == "model_retired"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"prompt": "  "}, "prompt"),
        ({"prompt": "a" * 16_001}, "prompt"),
        ({"prompt": "a\0b"}, "prompt"),
        ({"prompt": "\ud800"}, "prompt"),
        ({"count": 0}, "count"),
        ({"count": 11}, "count"),
        ({"model": "no-such-model"}, "model"),
        ({"aspect_ratio": "9:21"}, "aspect_ratio"),
        ({"model": "pro", "aspect_ratio": "1:8"}, "aspect_ratio"),
        ({"model": "lite", "resolution": "4K"}, "resolution"),
        ({"resolution": "1k"}, "resolution"),
        ({"model": "lite", "google_search_enabled": True}, "google_search_enabled"),
        ({"response_modality": "TEXT"}, "response_modality"),
        ({"person_generation": "some"}, "person_generation"),
        ({"reference_image_ids": (12345,)}, "reference_image_ids"),
    ],
)
def test_request_that_cannot_be_drawn_names_its_field(
    owner: User, wrong: dict[str, Any], field: str
) -> None:
    assert refused_fields(owner, **wrong) == [field]


def test_request_tells_all_its_problems_at_once(owner: User) -> None:
    assert refused_fields(owner, prompt="", count=0, aspect_ratio="x") == [
        "prompt",
        "count",
        "aspect_ratio",
    ]
