"""Who comes in, and what is said to whoever does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sessions_app.models import ApiToken
from studio.models import Price
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/status", "/models", "/images", "/images/1", "/generations", "/batches/1", "/openapi.json"],
)
def test_nobody_is_asked_for_a_token(client_of_nobody: ApiClient, path: str) -> None:
    answer = client_of_nobody.get(path)
    assert problem(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_wrong_token_is_nobody_even_beside_a_session(owner: User) -> None:
    client = ApiClient("musa_wrong")
    client.django.force_login(owner)
    assert problem(client.get("/status")) == (401, "unauthenticated")


def test_token_of_an_inactive_person_is_refused(owner: User, client_of_owner: ApiClient) -> None:
    owner.is_active = False
    owner.save()
    assert client_of_owner.get("/status").status_code == 401


def test_token_notes_its_use_once_a_minute(owner: User, client_of_owner: ApiClient) -> None:
    client_of_owner.get("/status")
    first = owner.api_tokens.get().last_used_at
    client_of_owner.get("/status")
    assert first is not None
    assert owner.api_tokens.get().last_used_at == first
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    client_of_owner.get("/status")
    later = owner.api_tokens.get().last_used_at
    assert later is not None
    assert later >= first


def test_session_reads_without_csrf_token(owner_client: Client) -> None:
    assert owner_client.get("/api/status").status_code == 200


def test_session_writes_with_its_csrf_token_only(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    refused = client.post("/api/estimate", {"prompt": "tea"}, content_type="application/json")
    assert problem(refused) == (403, "csrf_failed")
    client.cookies["musa_csrf"] = "a" * 32
    allowed = client.post(
        "/api/estimate",
        {"prompt": "tea"},
        content_type="application/json",
        headers={"X-CSRFToken": "a" * 32},
    )
    assert allowed.status_code == 200


def test_program_needs_no_csrf_token(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    bearer = {"Authorization": f"Bearer {ApiToken.issue(owner=owner)[1]}"}
    body = {"prompt": "tea"}
    answer = client.post("/api/estimate", body, content_type="application/json", headers=bearer)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/images/x", "/generations/1/nothing"])
def test_unknown_path_is_a_problem(client_of_owner: ApiClient, path: str) -> None:
    assert problem(client_of_owner.get(path)) == (404, "not_found")


def test_wrong_method_names_the_right_one(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.get("/generate")
    assert problem(answer) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("body", ["{", "", '{"prompt": NaN}', "[" * 100_000, "\xff"])
def test_malformed_json_is_refused(client_of_owner: ApiClient, body: str) -> None:
    raw = body.encode("latin-1") or b"not json"
    answer = client_of_owner.post("/generate", raw)
    assert problem(answer) == (400, "malformed_request")


def test_body_that_is_missing_is_wrong_as_a_whole(client_of_owner: ApiClient) -> None:
    assert pointers(client_of_owner.post("/generate", b"")) == [""]


def test_body_above_a_megabyte_is_too_large(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/generate", {"prompt": "x" * 1_100_000})
    assert problem(answer) == (413, "too_large")


def test_body_above_all_limits_is_not_read(client_of_nobody: ApiClient) -> None:
    answer = client_of_nobody.post("/images", b"", Content_Length="30000000")
    assert problem(answer) == (413, "too_large")


@pytest.mark.parametrize(
    "body", [b'{"prompt": "tea\\u0000"}', b'{"prompt": "tea \\ud800"}', b'{"prompt": 7}']
)
def test_text_that_cannot_be_kept_is_refused(client_of_owner: ApiClient, body: bytes) -> None:
    assert pointers(client_of_owner.post("/generate", body)) == ["/prompt"]


def test_unknown_field_is_named(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/generate", {"prompt": "tea", "a~b/c": 1})
    assert pointers(answer) == ["/a~0b~1c"]


def test_unknown_parameter_is_named(client_of_owner: ApiClient) -> None:
    assert pointers(client_of_owner.get("/images?tiers=pro&limit=5")) == ["/tiers"]


def test_unforeseen_error_is_told_without_its_trace(client_of_owner: ApiClient) -> None:
    Price.objects.update(tokens_per_image={"1K": "many"})  # what no form of ours lets through
    answer = client_of_owner.get("/models")
    assert problem(answer) == (500, "internal")
    assert "Traceback" not in answer.text
    assert "many" not in answer.text


def test_other_sites_read_nothing_by_default(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.get("/status", Origin="https://shop.example")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_allowed_site_reads_with_a_token_alone(
    client_of_owner: ApiClient, settings: Settings
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    answer = client_of_owner.get("/status", Origin="https://shop.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    other = client_of_owner.get("/status", Origin="https://evil.example")
    assert "Access-Control-Allow-Origin" not in other.headers


def test_allowed_site_may_ask_first(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    asks = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/api/generate", headers=asks)
    assert answer.status_code == 204
    assert "Idempotency-Key" in answer.headers["Access-Control-Allow-Headers"]
