from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from studio import keys
from studio.models import Answer, Batch, Generation, Status
from tests.integration.studio.pages.conftest import HTMX, a_generation

SUGGESTIONS = "<style>b{color:red}</style><b>lighthouse</b>"
GROUNDING = {
    "searchEntryPoint": {"renderedContent": SUGGESTIONS},
    "groundingChunks": [
        {"web": {"uri": "https://example.org/a", "title": "Lighthouses"}},
        {"web": {"uri": "javascript:alert(1)", "title": "Bad"}},
    ],
}


@pytest.fixture
def failed(batch: Batch) -> Generation:
    return batch.generations.get(status=Status.FAILED)


@pytest.fixture
def waiting(batch: Batch) -> Generation:
    return batch.generations.get(status=Status.PENDING)


@pytest.fixture
def answered(batch: Batch, failed: Generation) -> Generation:
    failed.requested |= {"response_modality": "TEXT_IMAGE", "google_search_enabled": True}
    failed.save()
    Answer.objects.create(generation=failed, text="A <b>tall</b> tower.", grounding=GROUNDING)
    batch.generations.exclude(pk=failed.pk).delete()
    return failed


def url_of(row: Generation, name: str) -> str:
    return reverse(f"studio:{name}", args=[row.pk])


def test_failed_card_says_what_happened_and_what_it_cost(
    owner_client: Client, url: str, failed: Generation
) -> None:
    page = owner_client.get(url).text
    assert "No picture came back" in page
    assert "Not charged" in page
    assert f'action="{url_of(failed, "retry")}"' in page


def test_card_shows_what_the_model_said_instead(
    owner_client: Client, url: str, failed: Generation
) -> None:
    Generation.objects.filter(pk=failed.pk).update(error_code="text_only")
    Answer.objects.create(generation=failed, text="Which <b>chair</b>?")
    page = owner_client.get(url).text
    assert "Read answer" in page
    assert "<p>Which &lt;b&gt;chair&lt;/b&gt;?</p>" in page


def test_card_of_a_resting_key_counts_down(
    owner_client: Client, url: str, waiting: Generation
) -> None:
    keys.pause(waiting.provider_key, "rate_limited", seconds=22, now=timezone.now())
    page = " ".join(owner_client.get(url).text.split())
    assert "<b>Google is busy</b>" in page
    assert "Rate limit reached." in page
    assert "Trying again in 22 s." in page


def test_unknown_outcome_says_what_a_retry_may_cost(
    owner_client: Client, url: str, failed: Generation
) -> None:
    Generation.objects.filter(pk=failed.pk).update(error_code="outcome_unknown", cost_usd="0.04")
    page = owner_client.get(url).text
    assert "Possibly charged $0.040" in page
    assert "Retry, up to $0.040" in page


def test_cancel_answers_the_card_as_it_stands(owner_client: Client, waiting: Generation) -> None:
    text = owner_client.post(url_of(waiting, "cancel"), headers=HTMX).text
    assert f'id="generation-{waiting.pk}"' in text
    assert 'data-status="canceled"' in text
    assert f'id="retry-{waiting.pk}" autofocus' in " ".join(text.split())


def test_cancel_without_script_leads_to_the_card(owner_client: Client, waiting: Generation) -> None:
    response = owner_client.post(url_of(waiting, "cancel"))
    assert response["Location"].endswith(f"#generation-{waiting.pk}")


def test_retry_puts_the_card_back_in_line(owner_client: Client, failed: Generation) -> None:
    text = owner_client.post(url_of(failed, "retry"), headers=HTMX).text
    assert 'data-status="pending"' in text
    assert "Second in line" in text


def test_retry_of_what_waits_is_refused_in_words(owner_client: Client, waiting: Generation) -> None:
    response = owner_client.post(url_of(waiting, "retry"), headers=HTMX)
    assert response.status_code == 409
    assert response["HX-Reswap"] == "none"
    assert "Nothing to retry." in response.text


def test_retry_without_a_key_is_refused_in_words(
    owner_client: Client, failed: Generation, settings: Settings
) -> None:
    settings.SIMULATOR_URL = ""
    response = owner_client.post(url_of(failed, "retry"), follow=True)
    assert "Add your API key first." in response.text
    assert Generation.objects.get(pk=failed.pk).status == Status.FAILED


@pytest.mark.parametrize("name", ["cancel", "retry"])
def test_stranger_cannot_act_on_a_card(
    stranger_client: Client, failed: Generation, name: str
) -> None:
    assert stranger_client.post(url_of(failed, name)).status_code == 404


def test_words_of_an_answer_stand_beside_its_pictures_escaped(
    owner_client: Client, url: str, answered: Generation
) -> None:
    assert "A &lt;b&gt;tall&lt;/b&gt; tower." in owner_client.get(url).text


def test_sources_are_links_to_the_web_only(
    owner_client: Client, url: str, answered: Generation
) -> None:
    page = owner_client.get(url).text
    assert 'href="https://example.org/a"' in page
    assert "javascript:" not in page


def test_search_suggestions_stand_in_a_sandbox(
    owner_client: Client, url: str, answered: Generation
) -> None:
    frame = url_of(answered, "search_suggestions")
    page = owner_client.get(url)
    assert f'src="{frame}"' in page.text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text


def test_search_suggestions_come_as_they_are_and_can_do_nothing(
    owner_client: Client, answered: Generation
) -> None:
    response = owner_client.get(url_of(answered, "search_suggestions"))
    policy = response["Content-Security-Policy"]
    assert response.text == SUGGESTIONS
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_search_suggestions_are_the_owners(stranger_client: Client, answered: Generation) -> None:
    assert stranger_client.get(url_of(answered, "search_suggestions")).status_code == 404


def test_card_of_a_deleted_picture_says_so(owner_client: Client, url: str, batch: Batch) -> None:
    a_generation(batch=batch, position=3, complete=True)
    assert "<p>Deleted</p>" in owner_client.get(url).text
