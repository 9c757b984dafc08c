"""Whatever the provider says around a picture, the picture that was paid for is kept."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from studio import actions, finishing, scheduling
from studio.engines.reading import read_answer
from studio.models import Generation, Status
from studio.requesting import GenerationRequest
from tests import images

ODD = "nul \0, half a pair \ud800"


@pytest.fixture
def generation(owner: User, settings: Settings) -> Generation:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    actions.submit(requests=[GenerationRequest(prompt="a red chair")], by=owner)
    claimed = scheduling.claim_next()
    assert claimed is not None
    return claimed


def answer(**odd: Any) -> dict[str, Any]:
    picture = {"mimeType": "image/png", "data": base64.b64encode(images.png()).decode()}
    parts = [{"text": odd.pop("text", "")}, {"inlineData": picture}]
    return {"candidates": [{"content": {"parts": parts}, **odd.pop("candidate", {})}], **odd}


@pytest.mark.parametrize(
    "odd",
    [
        {"text": ODD},
        {"candidate": {"groundingMetadata": {ODD: [ODD]}}},
        {"candidate": {"finishReason": "R" * 5000}},
        {"usageMetadata": {"promptTokenCount": 7, "more": ODD}},
        {"usageMetadata": {"promptTokenCount": "7", "candidatesTokenCount": 10**30, "inf": 1e999}},
        {"usageMetadata": [7], "candidate": {"groundingMetadata": "x"}},
        {"responseId": "r" * 5000, "modelVersion": "m" * 5000},
    ],
    ids=["text", "grounding", "reason", "usage", "figures", "forms", "names"],
)
def test_odd_answer_keeps_its_picture(generation: Generation, odd: dict[str, Any]) -> None:
    finishing.finish(generation, read_answer(answer(**odd)))
    generation.refresh_from_db()
    assert generation.status == Status.COMPLETE
    assert generation.image is not None
