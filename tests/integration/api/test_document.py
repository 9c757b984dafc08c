from __future__ import annotations

import ast
import re

import pytest
from django.test import Client
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from config.api import codes
from tests.integration.api.client import ApiClient
from tests.stack.processes import ROOT

pytestmark = pytest.mark.django_db
CHANGED_ON_CONDITION = ("images", "memories", "sessions", "sites", "templates")


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
    told = {f"/api/{kind}/{{pk}}" for kind in CHANGED_ON_CONDITION}
    assert conditional == told | {"/api/styles/{word}", "/api/settings"}
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


def refusals_of_the_source() -> set[tuple[str, int]]:
    """Code and status of every refusal that is spelled out in the API's own modules."""
    files = [file for file in ROOT.glob("*/api/*.py") if "tests" not in file.parts]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    said = [node.args for node in calls if isinstance(node, ast.Call) and _name(node) == "Refusal"]
    return {
        (str(code.value), status.value)
        for status, code, *_ in said
        if isinstance(code, ast.Constant)
        and isinstance(status, ast.Constant)
        and isinstance(status.value, int)
    }


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_every_refusal_is_explained_with_its_status() -> None:
    explained = {(code.name, status) for code in codes.every() for status in code.statuses}
    said = refusals_of_the_source()
    assert len(said) > 10
    assert said <= explained


def test_every_body_has_an_example_that_fits(client_of_owner: ApiClient) -> None:
    document = client_of_owner.django.get("/api/openapi.json").json()
    operations = [each for path in document["paths"].values() for each in path.values()]
    bodies = [each["requestBody"]["content"] for each in operations if "requestBody" in each]
    said = [each["application/json"] for each in bodies if "application/json" in each]
    components = {"components": document["components"]}
    unfit = [
        each["example"]
        for each in said
        if not OAS31Validator(each["schema"] | components).is_valid(each["example"])
    ]
    assert len(said) > 20
    assert unfit == []


def test_commands_of_the_docs_name_no_placeholder(owner_client: Client) -> None:
    page = owner_client.get("/api/docs").text
    commands = re.findall(r"<code>curl (.*?)</code>", page, re.DOTALL)
    assert len(commands) > 60
    assert not [each for each in commands if "{" in each.split("\n")[0]]
