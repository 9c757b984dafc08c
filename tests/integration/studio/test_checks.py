from __future__ import annotations

import pytest
from pytest_django import Settings

from studio import checks
from studio.models import EngineModel

pytestmark = pytest.mark.django_db


def test_default_model_that_is_unknown_names_the_variable(settings: Settings) -> None:
    settings.GEMINI_MODEL = "no-such-model"
    [fault] = checks.default_model_is_known(databases=["default"])
    assert fault.msg.startswith("GEMINI_MODEL names no model: 'no-such-model'. Known: gemini-")


@pytest.mark.parametrize("name", ["", "pro", "gemini-3-pro-image", "gemini-2.5-flash-image"])
def test_default_model_may_be_an_id_a_tier_or_nothing(settings: Settings, name: str) -> None:
    settings.GEMINI_MODEL = name
    assert checks.default_model_is_known(databases=["default"]) == []


def test_provider_address_without_a_scheme_names_the_variable(settings: Settings) -> None:
    settings.GEMINI_BASE_URL = "generativelanguage.googleapis.com"
    [fault] = checks.provider_address_is_one()
    assert fault.msg == "GEMINI_BASE_URL must begin with http:// or https://."


@pytest.mark.parametrize("name", ["", "text", "gemini-3.6-flash"])
def test_text_model_may_be_an_id_its_tier_or_nothing(settings: Settings, name: str) -> None:
    settings.GEMINI_TEXT_MODEL = name
    EngineModel.objects.filter(tier="text").delete()  # `migrate` is about to bring it
    assert checks.text_model_is_known(databases=["default"]) == []


def test_model_that_draws_is_none_for_words_and_the_other_way_round(settings: Settings) -> None:
    settings.GEMINI_TEXT_MODEL, settings.GEMINI_MODEL = "pro", "text"
    [no_text] = checks.text_model_is_known(databases=["default"])
    [no_picture] = checks.default_model_is_known(databases=["default"])
    assert no_text.msg.startswith("GEMINI_TEXT_MODEL names no text model: 'pro'. Known: gemini-3.6")
    assert no_picture.msg.startswith("GEMINI_MODEL names no model: 'text'.")
