from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sessions_app.models import Preferences
from studio import keys, own_keys
from studio.models import OwnKey
from studio.models.encryption import Sealed
from studio.simulator.process import Simulator
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = pytest.mark.django_db

SECRET = "AIzaSy-a-key-of-the-tests-3kQe"


@pytest.fixture
def google(simulator: Simulator, settings: Any) -> Simulator:
    settings.GEMINI_BASE_URL = simulator.url
    return simulator


def test_settings_of_a_newcomer_are_the_defaults(client_of_owner: ApiClient) -> None:
    found = client_of_owner.get("/settings").json()
    assert found["default_model"] is None
    assert (found["theme"], found["confirm_above_usd"]) == ("system", "1.00")
    assert (found["resend_unknown_up_to_usd"], found["api_key"]) == ("0.20", None)


def test_put_changes_what_it_names(client_of_owner: ApiClient, owner: User) -> None:
    Preferences.objects.create(owner=owner, theme="dark", confirm_above_usd="2.00")
    body = {"default_model": "pro", "default_resolution": "4K", "confirm_above_usd": None}
    found = client_of_owner.put("/settings", body).json()
    assert (found["default_model"], found["default_resolution"]) == ("pro", "4K")
    assert (found["confirm_above_usd"], found["theme"]) == (None, "dark")


def test_null_puts_a_default_back(client_of_owner: ApiClient, owner: User) -> None:
    Preferences.objects.create(owner=owner, default_model="pro")
    assert client_of_owner.put("/settings", {"default_model": None}).status_code == 200
    assert Preferences.of(owner).default_model == ""


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"default_model": "gone"}, "/default_model"),
        ({"default_aspect_ratio": "9:22"}, "/default_aspect_ratio"),
        ({"default_resolution": "8K"}, "/default_resolution"),
        ({"default_response_modality": "TEXT"}, "/default_response_modality"),
        ({"google_search_default": None}, "/google_search_default"),
        ({"export_quality": 0}, "/export_quality"),
        ({"export_format": "bmp"}, "/export_format"),
        ({"theme": "pink"}, "/theme"),
        ({"delete_after_days": 0}, "/delete_after_days"),
        ({"confirm_above_usd": "-0.01"}, "/confirm_above_usd"),
        ({"confirm_above_usd": "0.001"}, "/confirm_above_usd"),
        ({"confirm_above_usd": "much"}, "/confirm_above_usd"),
        ({"no_such_setting": 1}, "/no_such_setting"),
    ],
)
def test_wrong_setting_is_named_and_nothing_changes(
    client_of_owner: ApiClient, owner: User, body: dict[str, Any], pointer: str
) -> None:
    assert pointers(client_of_owner.put("/settings", {"theme": "dark"} | body)) == [pointer]
    assert not Preferences.objects.filter(owner=owner).exists()


def test_settings_are_each_persons_own(
    client_of_owner: ApiClient, client_of_stranger: ApiClient, client_of_nobody: ApiClient
) -> None:
    client_of_owner.put("/settings", {"theme": "dark"})
    assert client_of_stranger.get("/settings").json()["theme"] == "system"
    assert problem(client_of_nobody.get("/settings")) == (401, "unauthenticated")


# --- The key


def test_key_goes_in_and_only_its_end_comes_out(
    google: Simulator, client_of_owner: ApiClient, owner: User
) -> None:
    answer = client_of_owner.post("/settings/api-key", {"api_key": SECRET})
    assert (answer.status_code, answer.json()["last_four"]) == (200, "3kQe")
    assert keys.key_of(owner).secret == SECRET
    told = client_of_owner.get("/settings")
    assert told.json()["api_key"]["last_four"] == "3kQe"
    assert SECRET not in answer.text + told.text


@pytest.mark.parametrize("wrong", ["an-invalid-key-of-mine", "short", "x" * 201, "two words"])
def test_refused_key_is_not_repeated_in_the_answer(
    google: Simulator, client_of_owner: ApiClient, wrong: str
) -> None:
    answer = client_of_owner.post("/settings/api-key", {"api_key": wrong})
    assert pointers(answer) == ["/api_key"]
    assert wrong not in answer.text
    assert not OwnKey.objects.exists()


def test_keys_are_not_tried_without_end(
    google: Simulator, client_of_owner: ApiClient, owner: User
) -> None:
    wrong = [{"api_key": f"an-invalid-key-no-{n}"} for n in range(own_keys.MAX_TRIES)]
    codes = [client_of_owner.post("/settings/api-key", body).status_code for body in wrong]
    assert set(codes) == {422}
    answer = client_of_owner.post("/settings/api-key", {"api_key": SECRET})
    assert problem(answer) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) > 0
    assert not OwnKey.objects.exists()


def test_provider_that_is_down_is_503(client_of_owner: ApiClient, settings: Any) -> None:
    settings.GEMINI_BASE_URL = "http://127.0.0.1:9"
    answer = client_of_owner.post("/settings/api-key", {"api_key": SECRET})
    assert problem(answer) == (503, "provider_unavailable")
    assert answer.headers["Retry-After"] == "60"


def test_key_is_removed(google: Simulator, client_of_owner: ApiClient, owner: User) -> None:
    own_keys.store(SECRET, by=owner)
    assert client_of_owner.delete("/settings/api-key").status_code == 204
    assert problem(client_of_owner.delete("/settings/api-key")) == (404, "not_found")


def test_status_follows_the_own_key(
    google: Simulator, client_of_owner: ApiClient, owner: User
) -> None:
    own_keys.store(SECRET, by=owner)
    found = client_of_owner.get("/status").json()
    assert (found["available"], found["demo"]) == (True, False)
    OwnKey.objects.update(secret=Sealed("gAAAA-not-of-this-instance"))
    found = client_of_owner.get("/status").json()
    assert not found["available"]
    assert "Add it again" in found["message"]


def test_browsers_session_alone_changes_no_key(google: Simulator, owner: User) -> None:
    browser = Client()
    browser.force_login(owner)
    answer = browser.post(
        "/api/settings/api-key", json.dumps({"api_key": SECRET}), content_type="application/json"
    )
    assert problem(answer) == (403, "confirmation_required")
    assert not OwnKey.objects.exists()
