from __future__ import annotations

import re

import pytest
from django.test import Client
from openapi_spec_validator import validate

from tests.integration.api.client import ApiClient

pytestmark = pytest.mark.django_db
CHANGED_ON_CONDITION = ("images", "memories", "sessions", "templates")


def test_document_is_valid_openapi(client_of_owner: ApiClient) -> None:
    document = client_of_owner.django.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    validate(document)
    schemes = document["components"]["securitySchemes"]
    assert schemes["BearerToken"] == {"type": "http", "scheme": "bearer"}


def test_every_operation_tells_its_problems(client_of_owner: ApiClient) -> None:
    document = client_of_owner.django.get("/api/openapi.json").json()
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert len(operations) >= 22
    assert all({"401", "404", "500"} <= set(each["responses"]) for each in operations)
    assert all(each["security"] for each in operations)


def test_what_costs_money_takes_a_key(client_of_owner: ApiClient) -> None:
    paths = client_of_owner.django.get("/api/openapi.json").json()["paths"]
    takers = {
        path
        for path, operations in paths.items()
        for operation in operations.values()
        if "402" in operation["responses"]
    }
    assert takers == {
        "/api/generate",
        "/api/edit",
        "/api/tools/generate_image",
        "/api/batches",
        "/api/sessions/{pk}/message",
        "/api/batches/{pk}/retry-failed",
        "/api/generations/{pk}/retry",
        "/api/sites/{pk}/generate",
        "/api/sites/{pk}/slots",
        "/api/sketches",
        "/api/sketches/{pk}/refine",
        "/api/sketches/{pk}/reroll",
    }


def test_what_can_be_known_already_tells_so(client_of_owner: ApiClient) -> None:
    paths = client_of_owner.django.get("/api/openapi.json").json()["paths"]
    conditional = {
        path
        for path, operations in paths.items()
        if "304" in operations.get("get", {}).get("responses", {})
    }
    assert conditional == {f"/api/{kind}/{{pk}}" for kind in CHANGED_ON_CONDITION}
    said = paths["/api/images/{pk}"]["get"]
    assert "ETag" in said["responses"]["200"]["headers"]
    assert "If-None-Match" in [each["name"] for each in said["parameters"]]


def test_docs_draw_every_operation(owner_client: Client) -> None:
    page = owner_client.get("/api/docs").text
    assert page.count('class="api-docs-operation"') >= 22
    assert "/api/generations/{pk}/retry" in page
    assert 'id="insufficient_budget"' in page


def test_docs_link_only_to_what_is_on_the_page(owner_client: Client) -> None:
    page = owner_client.get("/api/docs").text
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r' id="([^"]+)"', page)) | {"main"}


def test_docs_are_behind_the_login(client: Client) -> None:
    answer = client.get("/api/docs")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
