from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from studio import jumping
from studio.jumping.places import marked
from tests.factories.gallery import ImageFactory
from tests.factories.memories import MemoryFactory
from tests.factories.prompts import PromptTemplateFactory
from tests.factories.sessions import WorkSessionFactory
from tests.factories.sites import SiteFactory

HTMX = {"HX-Request": "true"}


def everything(owner: User, memory: str = "Two gables.") -> None:
    WorkSessionFactory.create(owner=owner, name="Kelda House")
    ImageFactory.create(owner=owner, prompt="a terrace at Kelda House, dusk")
    SiteFactory.create(owner=owner, name="Kelda House")
    MemoryFactory.create(owner=owner, title="Kelda's roof", content=memory)
    PromptTemplateFactory.create(owner=owner, name="Kelda plinth")


def shelves(owner: User, typed: str) -> dict[str, list[str]]:
    """What was found, shelf by shelf."""
    return {
        shelf.name: ["".join(place.title) for place in shelf.places]
        for shelf in jumping.find(owner, typed)
    }


def test_a_few_letters_find_whatever_has_the_name(owner: User) -> None:
    everything(owner)
    assert shelves(owner, "kel") == {
        "Sessions": ["Kelda House"],
        "Images": ["a terrace at Kelda House, dusk"],
        "Templates": ["Kelda plinth"],
        "Memories": ["Kelda's roof"],
        "Sites": ["Kelda House"],
        "Actions": ["Generate “kel”"],
    }


def test_nobody_finds_what_is_another_persons(owner: User, stranger: User) -> None:
    everything(stranger)
    assert shelves(owner, "kel") == {"Actions": ["Generate “kel”"]}


@pytest.mark.parametrize(
    ("typed", "title"), [("gal", "Gallery"), ("LIST", "Batch from list"), ("new si", "New site")]
)
def test_pages_are_found_by_the_beginning_of_a_word(owner: User, typed: str, title: str) -> None:
    assert shelves(owner, typed)["Pages"][0] == title
    assert "Pages" not in shelves(owner, "allery")


@pytest.mark.parametrize("typed", ["", "   ", "%", "\x00", "…", "a" * 5_000, "İ" * 9, "'; --"])
def test_odd_letters_are_answered(owner_client: Client, typed: str) -> None:
    assert owner_client.get("/jump", {"q": typed}, headers=HTMX).status_code == 200


def test_what_was_typed_is_marked(owner: User) -> None:
    assert marked("Kelda House", "da h") == ("Kel", "da H", "ouse")
    assert marked("İstanbul", "stan") == ("", "", "İstanbul")


def test_page_stands_alone_without_script(owner_client: Client, owner: User) -> None:
    everything(owner)
    page = owner_client.get("/jump", {"q": "kel"}).text
    assert "<b>Kel</b>da House" in page
    assert 'role="option"' not in page.partition('id="main"')[2].partition("</main>")[0]


def test_nobody_jumps_without_a_sign_in(client: Client) -> None:
    assert client.get("/jump").status_code in {302, 401}


def test_many_matches_cost_no_more_queries(owner: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            jumping.find(owner, "kel")
        return len(asked)

    everything(owner)
    once = queries()
    everything(owner, "A chimney.")
    everything(owner, "A door.")
    assert queries() == once
