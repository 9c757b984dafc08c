from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from studio.models import FavouritePrompt, PastPrompt
from tests.integration.studio.pages.conftest import HTMX, a_generation
from tests.integration.studio.pages.test_prompts import a_favourite, a_past

HISTORY = "/prompts/?tab=history"


def forget(client: Client, past: PastPrompt) -> str:
    """The word that brings it back, as its place on the page holds it."""
    answer = client.post(reverse("studio:forget_past", args=[past.pk]), headers=HTMX)
    found = re.search(r'name="undo" value="([^"]+)"', answer.text)
    assert found
    return found[1]


def restore(client: Client, word: str) -> int:
    return client.post(reverse("studio:restore_past"), {"undo": word}, headers=HTMX).status_code


def test_prompt_leaves_the_history_at_once(owner_client: Client, owner: User) -> None:
    past = a_past(owner=owner)
    forget(owner_client, past)
    assert not PastPrompt.objects.exists()


def test_forgotten_prompt_comes_back_as_it_was(owner_client: Client, owner: User) -> None:
    past = a_past(owner=owner, latest=a_generation(batch__owner=owner))
    assert restore(owner_client, forget(owner_client, past)) == 200
    back = PastPrompt.objects.get(owner=owner)
    for name in ("prompt", "digest", "requested", "used_at", "latest_id"):
        assert getattr(back, name) == getattr(past, name)


def test_prompt_that_was_used_again_stays_as_it_is(owner_client: Client, owner: User) -> None:
    past = a_past(owner=owner)
    word = forget(owner_client, past)
    again = a_past(owner=owner, prompt=past.prompt, requested={"model": "lite"})
    restore(owner_client, word)
    assert PastPrompt.objects.get().requested == again.requested


@pytest.mark.parametrize("word", ["", "x", "W10:x:y"])
def test_what_brings_nothing_back_is_404(owner_client: Client, word: str) -> None:
    assert restore(owner_client, word) == 404


def test_forgotten_prompt_comes_back_to_nobody_else(
    owner_client: Client, stranger_client: Client, owner: User
) -> None:
    word = forget(owner_client, a_past(owner=owner))
    assert restore(stranger_client, word) == 404
    assert not PastPrompt.objects.exists()


def test_strangers_prompt_cannot_be_forgotten(stranger_client: Client) -> None:
    url = reverse("studio:forget_past", args=[a_past().pk])
    assert stranger_client.post(url).status_code == 404
    assert PastPrompt.objects.exists()


def test_undo_is_offered_without_script_too(owner_client: Client, owner: User) -> None:
    past = a_past(owner=owner)
    url = reverse("studio:forget_past", args=[past.pk])
    page = owner_client.post(url, follow=True)
    assert f"<b>Removed.</b> {past.prompt}" in page.text
    assert "Removed." not in owner_client.get(HISTORY).text
    word = page.context["forgotten"]["undo"]
    owner_client.post(reverse("studio:restore_past"), {"undo": word})
    assert PastPrompt.objects.filter(owner=owner).exists()


def test_cleared_history_leaves_favourites_and_others(owner_client: Client, owner: User) -> None:
    a_past(owner=owner)
    a_past(owner=owner)
    other = a_past()
    favourite = a_favourite(owner=owner)
    page = owner_client.post(reverse("studio:clear_history"), follow=True)
    assert "2 prompts forgotten." in page.text
    assert PastPrompt.objects.get() == other
    assert FavouritePrompt.objects.get() == favourite


def test_history_asks_before_it_is_cleared(owner_client: Client, owner: User) -> None:
    assert 'id="clear-history-ask"' not in owner_client.get(HISTORY).text
    a_past(owner=owner)
    page = owner_client.get(HISTORY).text
    assert 'commandfor="clear-history"' in page
    assert "Clear the whole history?" in page
