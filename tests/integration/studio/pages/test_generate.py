from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from studio.models import Batch, Budget, EngineModel, Generation
from studio.requesting import MAX_PROMPT_CHARACTERS
from tests.integration.studio.pages.conftest import (
    HTMX,
    a_batch,
    a_generation,
    queries,
    some_generations,
)

FORM = {"prompt": "a red chair", "count": "3", "aspect_ratio": "3:2", "key": "one"}


def test_nobody_is_sent_to_sign_in(client: Client, db: None, url: str) -> None:
    assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_idle_page_offers_templates_to_start_from(owner_client: Client, url: str) -> None:
    page = owner_client.get(url)
    assert "What are we making today?" in page.text
    assert len(page.context["welcome"].starters) == 6
    assert "Product on a plinth" in page.text


def test_page_is_idle_again_the_next_morning(owner_client: Client, owner: User, url: str) -> None:
    row = a_generation(batch__owner=owner, failed=True)
    assert owner_client.get(url).context["welcome"] is None
    Batch.objects.update(created_at=row.created_at - timedelta(hours=13))
    page = owner_client.get(url)
    assert page.context["welcome"]
    assert f'id="batch-{row.batch_id}"' in page.text


def test_page_is_not_idle_while_something_is_made(
    owner_client: Client, owner: User, url: str
) -> None:
    row = a_generation(batch__owner=owner)
    Batch.objects.update(created_at=row.created_at - timedelta(hours=13))
    assert owner_client.get(url).context["welcome"] is None


def test_starter_link_fills_the_form(owner_client: Client, url: str) -> None:
    page = owner_client.get(url, {"prompt": "blue ridges", "aspect_ratio": "16:9"})
    assert "blue ridges</textarea>" in page.text
    assert page.context["composer"].ratio == "16:9"


def test_submit_answers_the_whole_batch_at_once(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, FORM, headers=HTMX)
    assert response.status_code == 202
    assert response.text.count('data-status="pending"') == 3
    assert response.text.count('data-ar="3:2"') == 3
    assert "Third in line" in response.text


def test_submit_brings_a_fresh_key_and_a_pulse(owner_client: Client, url: str) -> None:
    text = owner_client.post(url, FORM, headers=HTMX).text
    assert 'id="composer-key"' in text
    assert 'value="one"' not in text
    assert f'hx-get="{reverse("studio:pulse")}?open=3' in text


def test_submit_without_script_leads_to_the_batch(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, FORM)
    assert response["Location"] == reverse("studio:batch", args=[Batch.objects.get().pk])


def test_same_key_twice_is_one_batch(owner_client: Client, url: str) -> None:
    first = owner_client.post(url, FORM)
    second = owner_client.post(url, FORM)
    assert first["Location"] == second["Location"]
    assert Generation.objects.count() == 3


def test_same_key_for_other_words_is_told(owner_client: Client, url: str) -> None:
    owner_client.post(url, FORM)
    response = owner_client.post(url, FORM | {"prompt": "a blue chair"}, headers=HTMX)
    assert response.status_code == 409
    assert "This form was sent before." in response.text
    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "control", "sentence"),
    [
        ({"prompt": "  "}, "prompt", "Describe the picture first."),
        ({"prompt": "x" * (MAX_PROMPT_CHARACTERS + 1)}, "prompt", "1 characters too long"),
        ({"prompt": "a\0b"}, "prompt", "Null characters are not allowed."),
        ({"count": "11"}, "count", "Choose between 1 and 10 pictures."),
        ({"count": ""}, "count", "Choose between 1 and 10 pictures."),
        ({"model": "no-such-model"}, "model", "There is no model"),
        ({"aspect_ratio": "7:5"}, "aspect_ratio", "does not draw 7:5"),
        ({"model": "lite", "resolution": "4K"}, "resolution", "has no 4K"),
        ({"model": "lite", "google_search_enabled": "on"}, "search", "cannot use Google Search"),
        ({"reference_image_ids": ["999"]}, "references", "not in your gallery"),
    ],
)
def test_bad_value_is_told_beside_its_field(
    owner_client: Client, url: str, changed: dict[str, Any], control: str, sentence: str
) -> None:
    response = owner_client.post(url, FORM | changed, headers=HTMX)
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#composer"
    beside = response.text.partition(f'id="{control}-error"')[2].partition("</span>")[0]
    assert sentence in beside
    assert not Batch.objects.exists()


def test_bad_value_without_script_shows_the_whole_page(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, FORM | {"model": "lite", "resolution": "4K"})
    assert response.status_code == 422
    assert "has no 4K" in response.text
    assert "<h1>Generate</h1>" in response.text


def test_first_bad_field_takes_the_focus(owner_client: Client, url: str) -> None:
    text = owner_client.post(url, FORM | {"prompt": ""}, headers=HTMX).text
    assert 'aria-describedby="prompt-error" autofocus' in text


def test_missing_key_is_told_and_the_prompt_stays(
    owner_client: Client, url: str, settings: Settings
) -> None:
    settings.SIMULATOR_URL = ""
    response = owner_client.post(url, FORM, headers=HTMX)
    assert response.status_code == 409
    assert "Add your API key first." in response.text
    assert "a red chair</textarea>" in response.text
    assert "Open settings" in response.text


def test_passed_budget_is_told_with_both_figures(
    owner_client: Client, owner: User, url: str
) -> None:
    owner_client.post(url, FORM)
    Budget.objects.filter(owner=owner).update(limit_usd="0.13")
    response = owner_client.post(url, FORM | {"key": "two"}, headers=HTMX)
    assert response.status_code == 402
    assert "This run would pass your budget." in response.text
    assert "$0.12 needed" in response.text


def test_estimate_follows_the_count(owner_client: Client) -> None:
    answer = owner_client.post(reverse("studio:estimate"), FORM | {"count": "1"}, headers=HTMX)
    assert '<span class="sum">$0.040</span>' in answer.text


@pytest.mark.parametrize("name", ["count", "template", "session"])
def test_estimate_bears_numbers_that_no_row_has(owner_client: Client, name: str) -> None:
    form = FORM | {name: "9" * 5000, "drawn_for": "x 1K"}
    answer = owner_client.post(reverse("studio:estimate"), form, headers=HTMX)
    assert answer.status_code == 200


def test_estimate_draws_the_settings_of_another_model(owner_client: Client) -> None:
    form = FORM | {"model": "gemini-3.1-flash-lite-image", "resolution": "4K", "drawn_for": "x 1K"}
    answer = owner_client.post(reverse("studio:estimate"), form, headers=HTMX).text
    assert 'hx-swap-oob="innerHTML:#settings"' in answer
    assert "Lite has no 2K, 4K." in answer


def test_estimate_leaves_fitting_settings_alone(owner_client: Client) -> None:
    form = FORM | {"drawn_for": "gemini-nano-banana-2.1 1K"}
    answer = owner_client.post(reverse("studio:estimate"), form, headers=HTMX).text
    assert 'hx-swap-oob="innerHTML:#settings"' not in answer


def test_models_on_their_way_out_are_not_offered(owner_client: Client, url: str) -> None:
    composer = owner_client.get(url).context["composer"]
    assert [choice.label for choice in composer.models] == ["Flash", "Pro", "Lite"]
    assert composer.model_words == "Nano Banana 2.1. Quick and sharp, up to 4K"


def test_end_of_a_model_is_told_ahead(owner_client: Client, url: str) -> None:
    EngineModel.objects.filter(is_default=True).update(shutdown_on=date(2027, 3, 1))
    assert "Google switches it off on 1 March 2027" in owner_client.get(url).text


def test_reuse_of_a_model_on_its_way_out_still_picks_it(
    owner_client: Client, owner: User, url: str
) -> None:
    asked = {"model": "gemini-3.1-flash-image", "resolution": "512"}
    row = a_generation(batch__owner=owner, requested=asked)
    composer = owner_client.get(url, {"reuse": row.batch_id}).context["composer"]
    picked = [choice.label for choice in composer.models if choice.checked]
    assert (picked, composer.resolution) == (["Nano Banana 2"], "512")


def test_reuse_fills_in_all_that_was_asked(owner_client: Client, owner: User, url: str) -> None:
    asked = {"aspect_ratio": "9:16", "resolution": "2K", "model": "gemini-3-pro-image"}
    row = a_generation(batch__owner=owner, prompt="a lighthouse", requested=asked)
    page = owner_client.get(url, {"reuse": row.batch_id})
    composer = page.context["composer"]
    assert "a lighthouse</textarea>" in page.text
    assert (composer.ratio, composer.resolution) == ("9:16", "2K")
    assert composer.model.model_id == "gemini-3-pro-image"


@pytest.mark.parametrize("name", ["reuse", "reuse_generation", "before"])
def test_strangers_things_cannot_be_named(stranger_client: Client, url: str, name: str) -> None:
    row = a_generation()
    pk = row.pk if name == "reuse_generation" else row.batch_id
    assert stranger_client.get(url, {name: pk}).status_code == 404


def test_stranger_sees_nothing_of_another(stranger_client: Client, url: str, batch: Batch) -> None:
    assert not stranger_client.get(url).context["sheets"]


def test_older_batches_are_a_link_away(owner_client: Client, owner: User, url: str) -> None:
    rows = [a_generation(batch__owner=owner, prompt=f"picture {n:02}") for n in range(12)]
    page = owner_client.get(url)
    assert len(page.context["sheets"]) == 10
    older = owner_client.get(page.context["older_url"])
    assert [sheet.pk for sheet in older.context["sheets"]] == [rows[1].batch_id, rows[0].batch_id]


def test_twice_the_rows_cost_the_same_queries(owner_client: Client, owner: User, url: str) -> None:
    _batches(owner, 3)
    once = queries(owner_client, url)
    _batches(owner, 3)
    assert queries(owner_client, url) == once


def _batches(owner: User, number: int) -> None:
    for batch in (a_batch(owner=owner) for _ in range(number)):
        some_generations(2, batch=batch)
