from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sessions_app.models import Preferences
from studio.models import EngineModel
from studio.requesting import GenerationRequest, RequestRefused, ResolvedRequest, resolve

pytestmark = pytest.mark.django_db


def resolved(owner: User, **said: Any) -> ResolvedRequest:
    return resolve(GenerationRequest(prompt="a red chair", **said), by=owner)


@pytest.fixture
def preferences(owner: User) -> Preferences:
    return Preferences.objects.create(
        owner=owner,
        default_model="pro",
        default_aspect_ratio="16:9",
        default_resolution="4K",
        default_response_modality="TEXT_IMAGE",
        google_search_default=True,
        person_generation_default="allow_all",
    )


def test_request_takes_what_it_leaves_out_from_the_persons_defaults(
    owner: User, preferences: Preferences
) -> None:
    found = resolved(owner)
    assert found.engine_model.tier == "pro"
    assert (found.aspect_ratio, found.resolution) == ("16:9", "4K")
    assert (found.response_modality, found.person_generation) == ("TEXT_IMAGE", "allow_all")
    assert found.google_search_enabled


def test_request_that_says_otherwise_is_not_overruled(
    owner: User, preferences: Preferences
) -> None:
    found = resolved(owner, model="flash", resolution="1K", google_search_enabled=False)
    assert (found.engine_model.tier, found.resolution) == ("flash", "1K")
    assert not found.google_search_enabled


def test_default_that_the_model_lacks_falls_back_to_the_models_own(
    owner: User, preferences: Preferences
) -> None:
    found = resolved(owner, model="lite")
    assert found.resolution == found.engine_model.default_size
    assert not found.google_search_enabled


def test_value_that_the_model_lacks_is_refused_where_it_was_said(
    owner: User, preferences: Preferences
) -> None:
    with pytest.raises(RequestRefused):
        resolved(owner, model="lite", resolution="4K")


def test_default_model_that_is_retired_is_replaced_with_a_note(
    owner: User, preferences: Preferences
) -> None:
    preferences.default_model = "gemini-3-pro-image-preview"
    preferences.save()
    found = resolved(owner)
    assert (found.engine_model.model_id, len(found.notes)) == ("gemini-3-pro-image", 1)


def test_default_model_that_nobody_knows_falls_back_to_the_instances(
    owner: User, preferences: Preferences
) -> None:
    preferences.default_model = "gone"
    preferences.save()
    assert resolved(owner).engine_model == EngineModel.objects.default()


def test_generate_page_starts_from_the_defaults(
    owner_client: Client, preferences: Preferences
) -> None:
    form = owner_client.get("/").context["form"]
    assert (form["aspect_ratio"].value(), form["resolution"].value()) == ("16:9", "4K")
    assert form["google_search_enabled"].value() is True


def test_generate_page_takes_a_links_words_before_the_defaults(
    owner_client: Client, preferences: Preferences
) -> None:
    form = owner_client.get("/", {"resolution": "1K"}).context["form"]
    assert (form["aspect_ratio"].value(), form["resolution"].value()) == ("16:9", "1K")
