from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sessions_app.models import ApiToken, Preferences
from studio import keys, own_keys
from studio.models import EngineModel, OwnKey
from studio.simulator.process import Simulator
from tests.factories.gallery import stored_image

pytestmark = pytest.mark.django_db

SECRET = "AIzaSy-a-key-of-the-tests-3kQe"
HTMX = {"HX-Request": "true"}
DEFAULTS = {
    "default_model": "pro",
    "default_resolution": "2K",
    "default_aspect_ratio": "3:2",
    "person_generation_default": "allow_all",
    "with_text": "on",
}


@pytest.fixture
def google(simulator: Simulator, settings: Any) -> Simulator:
    settings.GEMINI_BASE_URL = simulator.url
    return simulator


@pytest.fixture
def confirmed(owner: User, owner_client: Client) -> Client:
    """The owner, who gave the password a moment ago."""
    owner_client.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    return owner_client


# --- The page


def test_settings_page_shows_what_is_chosen(owner: User, owner_client: Client) -> None:
    Preferences.objects.create(owner=owner, default_resolution="2K", export_quality=71)
    page = owner_client.get("/settings/")
    assert page.status_code == 200
    assert page.context["defaults_form"]["default_resolution"].value() == "2K"
    assert page.context["export_form"]["export_quality"].value() == 71


def test_settings_are_behind_the_login(client: Client) -> None:
    assert client.get("/settings/").headers["Location"].startswith("/accounts/login/")


def test_settings_cost_the_same_with_twice_the_tokens(owner: User, owner_client: Client) -> None:
    ApiToken.issue(owner=owner)
    owner_client.get("/settings/")
    with CaptureQueriesContext(connection) as with_one:
        owner_client.get("/settings/")
    ApiToken.issue(owner=owner)
    with CaptureQueriesContext(connection) as with_two:
        owner_client.get("/settings/")
    assert len(with_two) == len(with_one)


def test_section_is_saved_without_script(owner: User, owner_client: Client) -> None:
    answer = owner_client.post("/settings/defaults", DEFAULTS)
    assert answer.headers["Location"] == "/settings/#defaults"
    saved = Preferences.of(owner)
    assert (saved.default_model, saved.default_resolution) == ("pro", "2K")
    assert saved.default_response_modality == "TEXT_IMAGE"
    assert not saved.google_search_default


def test_section_is_saved_as_it_changes(owner: User, owner_client: Client) -> None:
    answer = owner_client.post("/settings/spending", SPENDING, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="setting-spending"' in answer.text
    assert "All changes saved" in answer.text
    assert Preferences.of(owner).confirm_above_usd is None


SPENDING = {"confirm_above_usd": "", "resend_unknown_up_to_usd": "0.5"}


def test_section_changes_only_its_own_fields(owner: User, owner_client: Client) -> None:
    Preferences.objects.create(owner=owner, theme="dark", default_model="lite")
    owner_client.post("/settings/spending", SPENDING)
    saved = Preferences.of(owner)
    assert (saved.theme, saved.default_model) == ("dark", "lite")


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("defaults", DEFAULTS | {"default_model": "gone"}),
        ("defaults", DEFAULTS | {"default_aspect_ratio": "9:21"}),
        ("spending", {"confirm_above_usd": "-1", "resend_unknown_up_to_usd": "0"}),
        ("export", {"export_format": "bmp", "export_quality": "80"}),
        ("export", {"export_format": "png", "export_quality": "101"}),
        ("storage", {"delete_after_days": "0"}),
    ],
)
def test_wrong_value_is_told_beside_its_field_and_not_kept(
    owner: User, owner_client: Client, section: str, wrong: dict[str, str]
) -> None:
    answer = owner_client.post(f"/settings/{section}", wrong, headers=HTMX)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert not Preferences.objects.filter(owner=owner).exists()


def test_section_that_is_none_is_404(owner_client: Client) -> None:
    assert owner_client.post("/settings/nonsense").status_code == 404


def test_default_model_that_is_no_longer_offered_stays_choosable(
    owner: User, owner_client: Client
) -> None:
    old = EngineModel.objects.filter(deprecated_on__isnull=False, retired=False).first()
    assert old is not None
    Preferences.objects.create(owner=owner, default_model=old.model_id)
    field = owner_client.get("/settings/").context["defaults_form"]["default_model"]
    assert field.value() == old.model_id
    assert old.model_id in dict(field.field.choices)


def test_shortcuts_that_are_off_are_off_on_every_page(owner: User, owner_client: Client) -> None:
    assert 'data-single-keys="off"' not in owner_client.get("/").text
    owner_client.post("/settings/shortcuts", {})
    assert 'data-single-keys="off"' in owner_client.get("/").text


# --- The key


def test_key_page_asks_for_the_password_first(owner_client: Client) -> None:
    answer = owner_client.get("/settings/api-key/")
    assert answer.headers["Location"] == "/accounts/reauthenticate/?next=%2Fsettings%2Fapi-key%2F"


def test_key_that_comes_unconfirmed_is_kept_nowhere(
    google: Simulator, owner_client: Client
) -> None:
    answer = owner_client.post("/settings/api-key/", {"api_key": SECRET})
    assert "/accounts/reauthenticate/" in answer.headers["Location"]
    assert not OwnKey.objects.exists()
    decoded = [each.get_decoded() for each in Session.objects.all()]
    assert SECRET not in json.dumps(decoded, default=str)


def test_confirmed_person_adds_a_key(google: Simulator, owner: User, confirmed: Client) -> None:
    answer = confirmed.post("/settings/api-key/", {"api_key": f" {SECRET}\n"})
    assert answer.headers["Location"] == "/settings/#key"
    assert keys.key_of(owner).secret == SECRET
    page = confirmed.get("/settings/").text
    assert "3kQe" in page
    assert SECRET not in page


def test_refused_key_is_told_and_not_drawn_again(google: Simulator, confirmed: Client) -> None:
    answer = confirmed.post("/settings/api-key/", {"api_key": "an-invalid-key-of-mine"})
    assert answer.status_code == 422
    assert "Google rejected this key" in answer.text
    assert "an-invalid-key-of-mine" not in answer.text


def test_key_is_tested_and_removed(google: Simulator, owner: User, confirmed: Client) -> None:
    own_keys.store(SECRET, by=owner)
    tested = confirmed.post("/settings/api-key/test", follow=True)
    assert "The key works" in tested.text
    removed = confirmed.post("/settings/api-key/remove", follow=True)
    assert "Your key is removed" in removed.text
    assert not OwnKey.objects.exists()


@pytest.mark.parametrize("path", ["/settings/api-key/", "/settings/api-key/test"])
def test_keys_are_not_tried_without_end(
    google: Simulator, owner: User, confirmed: Client, path: str
) -> None:
    own_keys.store(SECRET, by=owner)
    wrong = [{"api_key": f"an-invalid-key-no-{n}"} for n in range(own_keys.MAX_TRIES)]
    codes = [confirmed.post("/settings/api-key/", form).status_code for form in wrong]
    assert codes == [422] * (own_keys.MAX_TRIES - 1) + [429]
    answer = confirmed.post(path, {"api_key": SECRET})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= own_keys.TRIES_WITHIN_S
    assert "Too many tries. Wait 10 min, then try again." in answer.text


def test_strangers_key_is_neither_tested_nor_removed(
    google: Simulator, owner: User, stranger_client: Client
) -> None:
    own_keys.store(SECRET, by=owner)
    assert (
        "no key that could be tested"
        in stranger_client.post("/settings/api-key/test", follow=True).text
    )
    stranger_client.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    stranger_client.post("/settings/api-key/remove")
    assert OwnKey.objects.filter(owner=owner).exists()


# --- Tokens


def test_token_is_shown_once(owner: User, confirmed: Client) -> None:
    page = confirmed.post(
        "/settings/tokens/new", {"label": "night script", "scopes": ["read", "tools"]}
    )
    assert page.status_code == 201
    bare = page.context["bare"]
    assert bare in page.text
    assert ApiToken.objects.matching(bare) == owner.api_tokens.get()
    assert bare not in confirmed.get("/settings/").text


def test_token_needs_the_password_first(owner: User, owner_client: Client) -> None:
    answer = owner_client.post("/settings/tokens/new", {"label": "night script"})
    assert "/accounts/reauthenticate/" in answer.headers["Location"]
    assert not owner.api_tokens.exists()


def test_token_without_a_name_is_refused(confirmed: Client, owner: User) -> None:
    assert confirmed.post("/settings/tokens/new", {"label": " "}).status_code == 422
    assert not owner.api_tokens.exists()


def test_token_is_revoked_by_its_owner_alone(
    owner: User, owner_client: Client, stranger_client: Client
) -> None:
    token, bare = ApiToken.issue(owner=owner, label="night script")
    url = f"/settings/tokens/{token.pk}/revoke"
    assert stranger_client.post(url).status_code == 404
    answer = owner_client.post(url, {"next": "/settings/#tokens"})
    assert answer.headers["Location"] == "/settings/#tokens"
    assert ApiToken.objects.matching(bare) is None


# --- What they change elsewhere


def test_download_starts_with_the_chosen_format(owner: User, owner_client: Client) -> None:
    Preferences.objects.create(owner=owner, export_format="webp", export_quality=70)
    page = owner_client.get(f"/images/{stored_image(owner).pk}/")
    form = page.context["download_form"]
    assert (form["format"].value(), form["quality"].value()) == ("webp", 70)


def test_missing_key_leads_to_the_settings(owner_client: Client, settings: Any) -> None:
    settings.SIMULATOR_URL = ""
    assert 'href="/settings/#key"' in owner_client.get("/").text


def test_token_is_changed_on_its_page(owner: User, confirmed: Client) -> None:
    token, _ = ApiToken.issue(owner=owner, label="night script")
    url = f"/settings/tokens/{token.pk}/"
    body = {"label": "day script", "scopes": ["read"], "monthly_limit_usd": "5.00"}
    assert confirmed.post(url, body).status_code == 302
    token.refresh_from_db()
    assert (token.label, token.scopes, str(token.monthly_limit_usd)) == tuple(body.values())
    assert "up to $5.00 a month" in confirmed.get("/settings/").text


def test_token_has_a_last_day(owner: User, confirmed: Client) -> None:
    body = {"label": "night script", "scopes": ["read"], "expires_on": "2020-01-31"}
    page = confirmed.post("/settings/tokens/new", body)
    assert (page.status_code, owner.api_tokens.count()) == (422, 0)
    assert "This day is over already." in page.text
    assert 'value="2020-01-31"' in page.text
    assert confirmed.post("/settings/tokens/new", body | {"expires_on": "soon"}).status_code == 422
    confirmed.post("/settings/tokens/new", body | {"expires_on": "2999-12-31"})
    token = owner.api_tokens.get()
    assert "Good until 31 December 2999" in confirmed.get("/settings/").text
    assert 'value="2999-12-31"' in confirmed.get(f"/settings/tokens/{token.pk}/").text


def test_token_that_is_over_keeps_its_day_and_can_be_renamed(
    owner: User, confirmed: Client
) -> None:
    token, _ = ApiToken.issue(owner=owner, label="old", expires_on=date(2020, 1, 31))
    body = {"label": "older", "scopes": ["read"], "expires_on": "2020-01-31"}
    assert confirmed.post(f"/settings/tokens/{token.pk}/", body).status_code == 302
    assert "Ended after 31 January 2020" in confirmed.get("/settings/").text


def test_token_that_may_do_nothing_is_refused(confirmed: Client, owner: User) -> None:
    page = confirmed.post("/settings/tokens/new", {"label": "night script"})
    assert page.status_code == 422
    assert "Choose at least one." in page.text
    assert "night script" in page.text


def test_token_of_another_person_is_not_there(stranger: User, confirmed: Client) -> None:
    token, _ = ApiToken.issue(owner=stranger, label="night script")
    body = {"label": "mine now", "scopes": ["read"]}
    assert confirmed.post(f"/settings/tokens/{token.pk}/", body).status_code == 404
