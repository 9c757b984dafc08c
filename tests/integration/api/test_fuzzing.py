"""Whatever fits the OpenAPI document, or nearly: no server error, no answer that it does not name.

Schemathesis invents requests for every operation; few of each, so that it takes seconds.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from pytest_django import Settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import whole_document
from gallery import intake
from sessions_app.models import ApiToken, WorkSession
from studio import actions
from studio.requesting import GenerationRequest
from tests.integration.api.conftest import png

URL = "http://localhost"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 3
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
DOCUMENT = schemathesis.openapi.from_dict(json.loads(json.dumps(whole_document())))
DOCUMENT.app = get_wsgi_application()
OPERATIONS: list[Any] = [found.ok() for found in DOCUMENT.get_all_operations()]  # type: ignore[union-attr]


@pytest.fixture
def bearer(owner: User, settings: Settings) -> dict[str, str]:
    """A person with something of each kind, and the way in."""
    settings.SIMULATOR_URL = "http://127.0.0.1:9"  # somebody would draw; nothing is sent here
    settings.GENERATION_TIMEOUT_S = 0  # nobody works here, so nothing is waited for
    settings.ALLOWED_HOSTS = ["*"]
    intake.upload(png(), owner=owner)
    WorkSession.objects.create(owner=owner, name="Kettles")
    actions.submit(requests=[GenerationRequest(prompt="a red kettle")], by=owner)
    return {"Authorization": f"Bearer {ApiToken.issue(owner=owner)[1]}"}


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")  # not over ASGI here
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.label)
def test_no_request_breaks_the_api(operation: Any, bearer: dict[str, str]) -> None:
    fitting, spoiled = (operation.as_strategy(generation_mode=mode) for mode in MODES)

    @bounded(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=fitting | spoiled)
    def ask(case: Case[Any]) -> None:
        if "/events" in case.path and isinstance(case.query, dict):
            case.query["follow"] = "false"  # a stream would never end
        for name in [each for each in case.headers or () if each.lower() == "prefer"]:
            del case.headers[name]
        case.call_and_validate(base_url=URL, headers=bearer, checks=CHECKS)

    ask()
