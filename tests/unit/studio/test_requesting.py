from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from studio.models import EngineModel
from studio.prompting import Reference
from studio.requesting import GenerationRequest, RequestRefused, resolve
from tests.factories.gallery import images_of

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
        ({"references": (Reference(image_id=12345),)}, "references"),
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


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ({"role": "sidekick"}, "A reference's role is one of style"),
        ({"note": "x" * 201}, "200 characters at most"),
        ({"note": "a\0b"}, "plain text"),
    ],
)
def test_reference_with_wrong_words_is_refused(
    owner: User, reference: dict[str, str], sentence: str
) -> None:
    (image,) = images_of(owner, 1)
    said = Reference(image_id=image.pk, **reference)
    with pytest.raises(RequestRefused, match=sentence):
        resolve(GenerationRequest(prompt="a red chair", references=(said,)), by=owner)


def test_thinking_of_a_model_that_does_not_is_refused(owner: User) -> None:
    EngineModel.objects.filter(is_default=True).update(thinks=False)
    assert refused_fields(owner, include_thoughts=True) == ["include_thoughts"]


def test_references_named_both_ways_are_refused(owner: User) -> None:
    (image,) = images_of(owner, 1)
    said = (Reference(image_id=image.pk),)
    assert refused_fields(owner, references=said, reference_image_ids=(image.pk,)) == ["references"]


def test_reference_named_twice_is_refused(owner: User) -> None:
    (image,) = images_of(owner, 1)
    said = (Reference(image_id=image.pk, role="style"), Reference(image_id=image.pk))
    assert refused_fields(owner, references=said) == ["references"]


def test_references_beyond_the_models_limit_are_refused_with_the_limit(owner: User) -> None:
    ids = tuple(image.pk for image in images_of(owner, 15))
    request = GenerationRequest(prompt="a red chair", reference_image_ids=ids)
    with pytest.raises(RequestRefused, match="takes 14 reference images at most"):
        resolve(request, by=owner)


def test_references_are_kept_in_order_with_what_was_said(owner: User) -> None:
    first, second = images_of(owner, 2)
    said = (Reference(image_id=second.pk, role="style"), Reference(image_id=first.pk, note="red"))
    kept = resolve(GenerationRequest(prompt="a red chair", references=said), by=owner).as_json()
    assert kept["reference_image_ids"] == [second.pk, first.pk]
    assert kept["references"] == [each.as_json() for each in said]
