"""The tools' contract in this process: results, every error code, money, files for a day."""

from __future__ import annotations

import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from gallery import cleanup, intake
from gallery.models import Image, Source
from sessions_app import acting, filing
from sessions_app.memories import tokens
from sessions_app.models import ApiToken, Preferences, Scope, WorkSession
from studio import actions, limits, scheduling, tasks
from studio.models import EngineModel, Generation, ProviderKey, Status
from studio.requesting import GenerationRequest
from studio.simulator.process import Simulator
from studio.tools import ToolError, generate_image, prompts, waiting
from studio.tools.catalogue import TOOLS
from tests.integration.api.client import ApiClient, pointers, problem
from tests.integration.api.conftest import png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


@pytest.fixture(autouse=True)
def _working(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker takes its turn whenever a tool waits."""
    monkeypatch.setattr(waiting, "LOOK_EVERY_S", 0)
    monkeypatch.setattr(time, "sleep", lambda seconds: tasks.work())


def an_hour_later(seconds: float) -> None:
    """Whatever waits for its time has waited."""
    ProviderKey.objects.update(paused_until=None, pause_code="")
    Generation.objects.filter(status=Status.PENDING).update(due_at=timezone.now())
    tasks.work()


def failed(by: User, **said: Any) -> ToolError:
    with pytest.raises(ToolError) as caught:
        generate_image(by=by, **said)
    return caught.value


def test_result_is_what_the_contract_says(owner: User) -> None:
    result = generate_image(by=owner, prompt="a red kettle", image_size="1K")
    generation, image = Generation.objects.get(), Image.objects.get()
    assert result["success"] == "true"
    assert result["cost_usd"] == format(generation.cost_usd.quantize(Decimal("0.001")), "f")
    assert result["parameters_used"] == {
        "model": generation.engine_model.model_id,
        "aspect_ratio": "1:1",
        "image_size": "1K",
        "person_generation": "allow_adult",
        "enforced": "prompt",
    }
    assert generation.engine_model.tier == "pro"
    file = result["files"][0]
    assert (file["id"], file["size_bytes"]) == (image.pk, len(result["_file_contents"][0]))
    assert file["filename"].startswith(f"generated_{image.created_at:%Y%m%d_}")
    assert image.source == Source.TOOL


def test_people_are_told_to_the_model_in_the_prompt(owner: User) -> None:
    generate_image(by=owner, prompt="a kettle", person_generation="dont_allow")
    assert Generation.objects.get().sent["prompt"].endswith("No people.")


def test_dry_run_tells_the_price_and_does_nothing(owner: User) -> None:
    result = generate_image(by=owner, prompt="a kettle", dry_run=True)
    assert Decimal(result["cost_usd"]) > 0
    assert not Generation.objects.exists()


def test_same_key_gives_the_first_result(owner: User, simulator: Simulator) -> None:
    said = {"prompt": "a kettle", "idempotency_key": "k-1"}
    first, second = generate_image(by=owner, **said), generate_image(by=owner, **said)
    assert first["files"] == second["files"]
    assert failed(owner, prompt="a cup", idempotency_key="k-1").code == "invalid_request"
    assert Generation.objects.count() == 1


def test_480_tokens_fit_and_481_do_not(owner: User) -> None:
    fits = "a " * (480 * 2)
    assert tokens.count(fits.strip()) == 480
    assert generate_image(by=owner, prompt=fits, dry_run=True)["success"] == "true"
    error = failed(owner, prompt=f"{fits}and")
    assert (error.code, error.retry) == ("prompt_too_long", "no")
    assert error.facts["measured_tokens"] == 481
    assert error.facts["allowed_tokens"] == 480


def test_another_language_is_sent_as_written_with_a_warning(owner: User) -> None:
    words = "ein roter Kessel auf dem Fenster und eine Katze"
    result = generate_image(by=owner, prompt=words)
    assert result["warnings"] == ["non_english_prompt"]
    assert Generation.objects.get().prompt == words


@pytest.fixture
def _words(settings: Settings) -> None:
    """A text model, which answers “Here is your request in short: …” with the first 60 words."""
    settings.GEMINI_TEXT_MODEL = "text"


@pytest.mark.usefixtures("_words")
def test_another_language_is_translated_where_there_is_a_text_model(owner: User) -> None:
    result = generate_image(by=owner, prompt="ein roter Kessel auf dem Fenster und eine “Katze”")
    asked, drawn = Generation.objects.order_by("pk")
    assert result["warnings"] == ["translated_prompt"]
    assert drawn.prompt == asked.answer.text != asked.prompt
    assert "“Katze”" in drawn.prompt
    cost_usd = (asked.cost_usd + drawn.cost_usd).quantize(Decimal("0.001"))
    assert result["cost_usd"] == format(cost_usd, "f")


@pytest.mark.usefixtures("_words")
def test_translation_that_loses_what_was_quoted_is_not_taken(owner: User) -> None:
    words = f"ein roter Kessel auf dem Fenster und {'sehr ' * 60}groß “Katze”"
    result = generate_image(by=owner, prompt=words)
    assert result["warnings"] == ["non_english_prompt"]
    assert Generation.objects.latest("pk").prompt == words


@pytest.mark.usefixtures("_words")
def test_text_model_that_fails_leaves_the_prompt_as_it_is(owner: User) -> None:
    words = "[[block:SAFETY]] ein roter Kessel auf dem Fenster und eine Katze"
    found = prompts.prepare(words, by=owner)
    assert (found.text, found.warnings) == (words, ("non_english_prompt",))
    assert Generation.objects.get().status == Status.FAILED


@pytest.mark.usefixtures("_words")
def test_same_key_is_not_translated_twice(owner: User) -> None:
    said = {"prompt": "ein roter Kessel auf dem Fenster und eine Katze", "idempotency_key": "k-1"}
    first, second = generate_image(by=owner, **said), generate_image(by=owner, **said)
    assert second["files"] == first["files"]
    assert second["warnings"] == first["warnings"] == ["translated_prompt"]
    assert Generation.objects.count() == 2


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize(
    "said",
    [
        {"prompt": "ein roter Kessel auf dem Fenster und eine Katze"},
        {"prompt": f"a red kettle {'on a long shelf ' * 200}", "on_long_prompt": "condense"},
    ],
)
def test_price_is_told_without_asking_a_text_model(owner: User, said: dict[str, str]) -> None:
    told = generate_image(by=owner, dry_run=True, **said)
    assert not Generation.objects.exists()
    assert Decimal(told["cost_usd"]) > 0


@pytest.mark.usefixtures("_words")
def test_long_prompt_is_condensed_where_its_caller_says_so(owner: User) -> None:
    words = f"a red kettle {'on a long shelf ' * 200}"
    assert failed(owner, prompt=words).code == "prompt_too_long"
    assert not Generation.objects.exists()
    result = generate_image(by=owner, prompt=words, on_long_prompt="condense")
    assert result["warnings"] == ["condensed_prompt"]
    assert tokens.count(Generation.objects.latest("pk").prompt) <= 480


def test_nothing_is_condensed_without_a_text_model(owner: User) -> None:
    words = f"a red kettle {'on a long shelf ' * 200}"
    error = failed(owner, prompt=words, on_long_prompt="condense")
    assert error.code == "prompt_too_long"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"style": "oil"}, "There is no parameter “style”."),
        ({"aspect_ratio": "7:5"}, "aspect_ratio"),
        ({"image_size": "8K"}, "image_size"),
        ({"person_generation": "some"}, "person_generation"),
        ({"prompt": ""}, "prompt"),
        ({"session_id": 10**6}, "There is no such session."),
    ],
)
def test_what_is_wrong_is_named(owner: User, said: dict[str, Any], words: str) -> None:
    error = failed(owner, **({"prompt": "a kettle"} | said))
    assert (error.code, error.retry) == ("invalid_request", "no")
    assert words in error.message


@pytest.mark.parametrize(
    ("marker", "code", "retry"),
    [
        ("[[block:SAFETY]]", "prompt_blocked", "no"),
        ("[[fail:IMAGE_SAFETY]]", "output_blocked", "no"),
        ("[[text-only]]", "no_image", "once"),
    ],
)
def test_what_the_provider_refuses(owner: User, marker: str, code: str, retry: str) -> None:
    error = failed(owner, prompt=f"{marker} a kettle")
    assert (error.code, error.retry) == (code, retry)
    assert error.as_json()["success"] == "false"


@pytest.mark.parametrize(
    ("marker", "code"),
    [("[[http:429]]", "rate_limited"), ("[[http:503]]", "provider_unavailable")],
)
def test_what_passes_says_when_to_come_back(
    owner: User, marker: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", an_hour_later)
    said = failed(owner, prompt=f"{marker} a kettle").as_json()["error"]
    assert (said["code"], said["retry"], said["retry_after_s"]) == (code, "yes", 30)


def a_key_at_rest(code: str, **rest: int) -> None:
    until = timezone.now() + timedelta(**rest)
    ProviderKey.objects.update(paused_until=until, pause_code=code)


def test_nobody_waits_for_a_key_that_rests_for_longer(owner: User) -> None:
    generate_image(by=owner, prompt="a kettle")
    a_key_at_rest("quota_exhausted", hours=1)
    error = failed(owner, prompt="a cup")
    assert (error.code, error.retry) == ("quota_exhausted", "no")
    assert 3590 < error.facts["retry_after_s"] <= 3600
    assert Generation.objects.get(prompt__startswith="a cup").status == Status.CANCELED


def test_turn_that_does_not_come_is_withdrawn(
    owner: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GENERATION_TIMEOUT_S = 0
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    error = failed(owner, prompt="a cup")
    assert (error.code, error.retry) == ("timeout", "once")
    assert "nothing is to pay" in error.message
    assert Generation.objects.get().status == Status.CANCELED


def test_call_with_a_key_finds_its_picture_later(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"prompt": "a cup", "idempotency_key": "k-2"}
    generate_image(by=owner, prompt="a kettle")
    a_key_at_rest("rate_limited", hours=1)
    error = failed(owner, **asked)
    assert (error.code, error.retry) == ("rate_limited", "yes")
    monkeypatch.setattr(time, "sleep", an_hour_later)
    ProviderKey.objects.update(paused_until=None, pause_code="")
    assert generate_image(by=owner, **asked)["files"]


def test_picture_under_way_is_not_asked_for_twice(owner: User, settings: Settings) -> None:
    settings.GENERATION_TIMEOUT_S = 0
    batch = actions.submit(requests=[GenerationRequest(prompt="a cup")], by=owner)
    assert scheduling.claim_next()
    with pytest.raises(ToolError, match="list_images") as caught:
        waiting.settled(batch, by=owner)
    assert (caught.value.code, caught.value.retry) == ("timeout", "no")
    assert not Generation.objects.get().cancel_requested


def test_budget_refuses_before_any_call(owner: User, simulator: Simulator) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.01"))
    error = failed(owner, prompt="a kettle")
    assert error.code == "insufficient_budget"
    assert error.facts["available_usd"] == "0.010"
    assert "Do not call again" in error.message
    assert not simulator.requests


def test_missing_key_names_the_setting(owner: User, settings: Settings) -> None:
    settings.SIMULATOR_URL = ""
    error = failed(owner, prompt="a kettle")
    assert error.code == "missing_key"
    assert "GEMINI_API_KEY" in error.message


def test_retired_model_names_the_setting(owner: User) -> None:
    gone = EngineModel.objects.filter(retired=True)[:1].get()
    EngineModel.objects.filter(pk=gone.pk).update(replacement=None)
    Preferences.change(owner.pk, default_model=gone.model_id)
    error = failed(owner, prompt="a kettle")
    assert error.code == "model_retired"
    assert "Default model" in error.message


def test_token_that_must_ask_is_told_so(owner: User) -> None:
    token, _ = ApiToken.issue(owner=owner, approval_above_usd=Decimal("0.01"))
    assert failed(acting.with_token(token), prompt="a kettle").code == "approval_required"


def test_unclaimed_file_goes_after_a_day(owner: User) -> None:
    generate_image(by=owner, prompt="a kettle")
    image = Image.objects.get()
    assert image.expires_at is not None
    assert timedelta(hours=23) < image.expires_at - timezone.now() <= timedelta(hours=24)
    cleanup.clean(timezone.now() + timedelta(hours=23))
    assert Image.objects.exists()
    cleanup.clean(timezone.now() + timedelta(hours=25))
    assert not Image.objects.exists()


def star(image: Image) -> None:
    Image.objects.filter(pk=image.pk).update(starred=True)


def tag(image: Image) -> None:
    image.tags.add("kept")


def file(image: Image) -> None:
    filing.file([image.pk], WorkSession.objects.create(owner=image.owner, name="Kettles"))


def use(image: Image) -> None:
    request = GenerationRequest(prompt="a cup", reference_image_ids=(image.pk,), model="pro")
    actions.submit(requests=[request], by=image.owner)


@pytest.mark.parametrize("claim", [star, tag, file, use])
def test_claimed_file_stays(owner: User, claim: Any) -> None:
    generate_image(by=owner, prompt="a kettle")
    image = Image.objects.get()
    claim(image)
    cleanup.clean(timezone.now() + timedelta(hours=25))
    image.refresh_from_db()
    assert image.expires_at is None


def test_link_opens_without_a_login_until_it_ends(owner: User, client: Client) -> None:
    url = generate_image(by=owner, prompt="a kettle")["files"][0]["url"]
    path = url.removeprefix("http://localhost:8000")
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/")
    assert client.get(f"{path}x").status_code == 404
    Image.objects.get().trash()
    assert client.get(path).status_code == 404


def test_tools_look_only_at_what_is_yours(owner: User, stranger: User) -> None:
    picture = intake.upload(png(), owner=owner)
    assert TOOLS["list_images"]({}, by=owner)["images"][0]["id"] == picture.pk
    assert TOOLS["list_images"]({}, by=stranger)["images"] == []
    with pytest.raises(ToolError, match="no such picture"):
        TOOLS["get_image"]({"image_id": picture.pk}, by=stranger)


def test_list_goes_on_where_it_ended(owner: User) -> None:
    for colour in ("red", "green", "blue"):
        intake.upload(png(colour), owner=owner)
    first = TOOLS["list_images"]({"limit": 2}, by=owner)
    rest = TOOLS["list_images"]({"limit": 2, "cursor": first["next_cursor"]}, by=owner)
    assert (len(first["images"]), len(rest["images"]), rest["next_cursor"]) == (2, 1, None)


def test_describing_needs_a_text_model(owner: User) -> None:
    picture = intake.upload(png(), owner=owner)
    with pytest.raises(ToolError) as caught:
        TOOLS["describe_image"]({"image_id": picture.pk}, by=owner)
    assert caught.value.code == "no_text_model"


def test_rest_door_speaks_problems(owner: User) -> None:
    client = ApiClient(ApiToken.issue(owner=owner, scopes=[Scope.TOOLS])[1])
    made = client.post("/tools/generate_image", {"prompt": "a kettle"})
    assert made.json()["success"] == "true"
    assert "_file_contents" not in made.json()
    assert pointers(client.post("/tools/generate_image", {"prompt": "a", "size": "1K"})) == [
        "/size"
    ]
    refused = client.post("/tools/generate_image", {"prompt": "[[block:SAFETY]] a kettle"})
    assert problem(refused) == (422, "prompt_blocked")
    assert refused.json()["retry"] == "no"
