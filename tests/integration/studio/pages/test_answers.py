from __future__ import annotations

import base64
import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from gallery import storage
from studio import actions, tasks
from studio.models import Generation
from studio.requesting import GenerationRequest
from studio.simulator.process import Simulator
from tests import images
from tests.integration.studio.pages.conftest import HTMX, a_generation, queries, some_generations


@pytest.fixture
def thought(owner: User, simulator: Simulator, settings: Settings) -> Generation:
    """A finished picture of the owner's, with words, thoughts and a draft."""
    request = GenerationRequest(
        prompt="a red chair", response_modality="TEXT_IMAGE", include_thoughts=True
    )
    row = actions.submit(requests=[request], by=owner).generations.earliest("pk")
    tasks.work()
    row.refresh_from_db()
    return row


def answers_url(row: Generation) -> str:
    return reverse("studio:batch_answers", args=[row.batch_id])


def draft_url(row: Generation, number: int = 0) -> str:
    return reverse("studio:draft", args=[row.pk, number])


def image_url(row: Generation) -> str:
    return reverse("studio:image_answer", args=[row.image_id])


def test_answers_tell_thoughts_tokens_times_and_cost(
    owner_client: Client, thought: Generation
) -> None:
    answer = owner_client.get(answers_url(thought), headers=HTMX)
    (details,) = answer.context["answers"]
    assert details.thoughts == thought.answer.thoughts.strip() != ""
    assert [fact.label for fact in details.facts] == ["Model", "Tokens", "Cost"]
    assert [fact.label for fact in details.times] == ["In line", "Drawing"]
    assert [record.title for record in details.records] == ["Asked for", "Sent", "Received"]


def test_raw_answer_has_no_pictures_in_it(owner_client: Client, thought: Generation) -> None:
    (details,) = owner_client.get(answers_url(thought)).context["answers"]
    raw = json.loads(details.raw)
    pictures = [part["inlineData"] for part in raw["content"]["parts"] if "inlineData" in part]
    assert [each["data"] for each in pictures] == ["(picture)"] * 2
    assert raw["usageMetadata"]["totalTokenCount"] > 0
    assert "blob:" not in details.raw


def test_answers_are_a_page_of_their_own_without_script(
    owner_client: Client, thought: Generation
) -> None:
    page = owner_client.get(answers_url(thought)).text
    assert "<h1>Answers</h1>" in page
    assert "Raw answer" in page


def test_batch_leads_to_its_answers_once_there_is_one(owner_client: Client, owner: User) -> None:
    row = a_generation(batch__owner=owner)
    page = reverse("studio:batch", args=[row.batch_id])
    assert answers_url(row) not in owner_client.get(page).text
    a_generation(batch=row.batch, failed=True)
    assert answers_url(row) in owner_client.get(page).text


def test_draft_is_served_as_a_picture(owner_client: Client, thought: Generation) -> None:
    response = owner_client.get(draft_url(thought))
    assert response["Content-Type"] == "image/jpeg"
    assert "sandbox" in response["Content-Security-Policy"]
    assert images.opened(response.content).format == "JPEG"


def test_draft_that_the_store_lost_is_404(owner_client: Client, thought: Generation) -> None:
    blobs = [part["inlineData"]["data"] for part in thought.answer.content["parts"][1:2]]
    storage.remove(blobs[0].removeprefix("blob:"))
    assert owner_client.get(draft_url(thought)).status_code == 404


def test_picture_itself_is_no_draft(owner_client: Client, thought: Generation) -> None:
    assert owner_client.get(draft_url(thought, 1)).status_code == 404


def test_picture_page_fetches_what_it_does_not_know(
    owner_client: Client, thought: Generation
) -> None:
    page = owner_client.get(reverse("gallery:image", args=[thought.image_id])).text
    assert f'hx-get="{image_url(thought)}"' in page
    fragment = owner_client.get(image_url(thought), headers=HTMX).text
    assert draft_url(thought) in fragment
    assert "Drawing" in fragment


def test_picture_outlives_its_generation(owner_client: Client, thought: Generation) -> None:
    url = image_url(thought)
    thought.delete()
    assert owner_client.get(url).status_code == 204


@pytest.mark.parametrize("url_of", [answers_url, draft_url, image_url])
def test_stranger_and_nobody_see_nothing(
    stranger_client: Client, client: Client, thought: Generation, url_of: type[str]
) -> None:
    url = url_of(thought)
    assert stranger_client.get(url).status_code == 404
    assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_twice_the_rows_cost_the_same_queries(owner_client: Client, owner: User) -> None:
    row = a_generation(batch__owner=owner, failed=True)
    once = queries(owner_client, answers_url(row))
    some_generations(3, batch=row.batch, failed=True)
    assert queries(owner_client, answers_url(row)) == once


def test_signature_is_cut_short(owner_client: Client, thought: Generation) -> None:
    signed = [part for part in thought.answer.content["parts"] if "thoughtSignature" in part]
    assert base64.b64decode(signed[0]["thoughtSignature"])
    (details,) = owner_client.get(answers_url(thought)).context["answers"]
    assert signed[0]["thoughtSignature"] not in details.raw
