from __future__ import annotations

import sys
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.views.debug import technical_500_response

SECRET = "AIzaSy-a-key-of-the-tests-3kQe"


@pytest.fixture
def request_with_a_key() -> HttpRequest:
    bearer = {"authorization": f"Bearer {SECRET}", "x-goog-api-key": SECRET}
    return RequestFactory().post("/settings/api-key/", {"api_key": SECRET}, headers=bearer)


@pytest.mark.parametrize("debug", [True, False])
def test_report_of_an_error_holds_no_value(
    request_with_a_key: HttpRequest, settings: Any, debug: bool
) -> None:
    settings.DEBUG, settings.GEMINI_API_KEY = debug, SECRET
    api_key = SECRET  # a local variable, as the vendor's package has it
    try:
        raise ValueError(f"{len(api_key)} characters")
    except ValueError:
        report = technical_500_response(request_with_a_key, *sys.exc_info())
    words = report.content.decode()
    assert "30 characters" in words
    assert SECRET not in words
