from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gallery import facts
from gallery.models import Image, Source

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def image_with(details: dict[str, Any], **fields: Any) -> Image:
    return Image(
        mime_type="image/png",
        width_px=1376,
        height_px=768,
        size_bytes=1_600_000,
        created_at=NOW,
        details=details,
        **fields,
    )


def told(image: Image) -> dict[str, str]:
    return {fact.label: fact.value for fact in facts.main(image, now=NOW)}


@pytest.mark.django_db  # the model's name is a row
def test_facts_of_a_generated_picture_tell_time_tokens_and_cost() -> None:
    details = {
        "requested": {"person_generation": "allow_adult"},
        "tokens": {"input": 2316, "output": 1120, "thoughts": 842},
        "cost_usd": "0.149",
        "started_at": "2026-11-20T11:59:00+00:00",
        "received_at": "2026-11-20T11:59:17.200000+00:00",
    }
    told_facts = told(image_with(details, model="gemini-3-pro-image"))
    assert told_facts["Made"] == "Today 12:00, 17.2 s"
    assert told_facts["Tokens"] == "2,316 in, 1,120 out, 842 thinking"
    assert told_facts["Cost"] == "$0.149"
    assert told_facts["People"] == "Adults only"


def test_facts_without_a_value_are_left_out() -> None:
    assert told(image_with({}, source=Source.UPLOADED)) == {
        "Size": "1376 \N{MULTIPLICATION SIGN} 768",
        "Made": "Today 12:00",
        "File": "PNG, 1.6 MB",
        "Origin": "Uploaded",
    }


def test_stages_stand_apart_where_they_differ() -> None:
    details = {
        "requested": {"model": "pro", "resolution": "2K", "notes": []},
        "sent": {"model": "gemini-3-pro-image", "resolution": "2K", "prompt": "A house."},
        "received": {"model_version": "gemini-3-pro-image-002", "finish_reason": "STOP"},
    }
    stages = facts.stages(image_with(details, prompt="A house"))
    assert stages.changed == [
        facts.Stage("Prompt", "A house", "A house.", ""),
        facts.Stage("Model", "pro", "gemini-3-pro-image", "gemini-3-pro-image-002"),
    ]
    assert stages.same == [facts.Fact("Resolution", "2K"), facts.Fact("Finish reason", "STOP")]


def test_what_was_asked_together_stands_apart() -> None:
    details = {"requested": {"edit": {"mode": "region", "style": ""}}, "sent": {"model": "x"}}
    stages = facts.stages(image_with(details))
    assert facts.Fact("Edit mode", "region") in stages.same
    assert "Edit style" not in [fact.label for fact in stages.same]


def test_stages_of_an_upload_are_none() -> None:
    assert not facts.stages(image_with({}, source=Source.UPLOADED))


@pytest.mark.parametrize(
    "details",
    [{"requested": 1, "tokens": [], "cost_usd": {}}, {"started_at": 1, "received_at": "soon"}],
)
def test_details_of_another_shape_do_no_harm(details: dict[str, Any]) -> None:
    image = image_with(details)
    assert told(image)["Made"] == "Today 12:00"
    assert not facts.stages(image)
