from __future__ import annotations

from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from studio.models import FavouritePrompt, PastPrompt, PromptTemplate
from tests.factories.gallery import ImageFactory
from tests.factories.prompts import (
    FavouritePromptFactory,
    PastPromptFactory,
    PromptTemplateFactory,
)
from tests.integration.studio.pages.conftest import HTMX, queries

TABS = ["templates", "history", "favourites"]


def a_template(**facts: Any) -> PromptTemplate:
    return cast("PromptTemplate", PromptTemplateFactory(**facts))  # type: ignore[no-untyped-call]


def a_past(**facts: Any) -> PastPrompt:
    return cast("PastPrompt", PastPromptFactory(**facts))  # type: ignore[no-untyped-call]


def a_favourite(**facts: Any) -> FavouritePrompt:
    return cast("FavouritePrompt", FavouritePromptFactory(**facts))  # type: ignore[no-untyped-call]


@pytest.fixture
def url() -> str:
    return reverse("studio:prompts")


def test_nobody_is_sent_to_sign_in(client: Client, db: None, url: str) -> None:
    assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_templates_come_first_with_their_slots_marked(owner_client: Client, url: str) -> None:
    page = owner_client.get(url)
    assert "Product on a plinth" in page.text
    assert "<mark>product</mark> on a round plinth" in page.text
    assert [tab.label for tab in page.context["tabs"] if tab.is_open] == ["Templates"]


def test_ones_own_stands_before_everyones(owner_client: Client, owner: User, url: str) -> None:
    own = a_template(owner=owner)
    cards = owner_client.get(url).context["cards"]
    assert cards[0].template == own
    assert cards[0].is_kept
    assert not cards[1].is_kept


def test_stranger_sees_no_template_of_another(stranger_client: Client, url: str) -> None:
    other = a_template(name="My secret")
    assert other.name not in stranger_client.get(url).text


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"category": "sticker"}, {"Die-cut sticker"}),
        ({"q": "brutalist"}, set()),
        ({"q": "tilt-shift"}, {"Concrete and sky"}),
        ({"q": "plinth", "category": "food"}, set()),
    ],
)
def test_category_and_words_narrow_the_list(
    owner_client: Client, url: str, said: dict[str, str], names: set[str]
) -> None:
    page = owner_client.get(url, said)
    assert {card.template.name for card in page.context["cards"]} == names
    assert ("No template matches" in page.text) == (not names)


def test_many_templates_go_over_pages(owner_client: Client, owner: User, url: str) -> None:
    made = {a_template(owner=owner).pk for _ in range(30)}
    first = owner_client.get(url)
    second = owner_client.get(first.context["older_url"])
    shown = [card.template.pk for page in (first, second) for card in page.context["cards"]]
    assert len(shown) == len(set(shown)) == 54
    assert made <= set(shown)


def test_template_of_a_gone_model_says_what_draws_instead(
    owner_client: Client, owner: User, url: str
) -> None:
    a_template(owner=owner, model="gemini-2.5-flash-image", aspect_ratio="7:5")
    page = owner_client.get(url).text
    assert "has been switched off" in page
    assert "does not draw 7:5: 1:1 is chosen instead." in page


def test_history_is_newest_first_and_searchable(
    owner_client: Client, owner: User, url: str
) -> None:
    for prompt in ("a lighthouse", "a red chair"):
        a_past(owner=owner, prompt=prompt)
    rows = owner_client.get(url, {"tab": "history"}).context["rows"]
    assert [row.prompt for row in rows] == ["a red chair", "a lighthouse"]
    found = owner_client.get(url, {"tab": "history", "q": "LIGHT"}).context["rows"]
    assert [row.prompt for row in found] == ["a lighthouse"]


def test_history_row_tells_all_settings(owner_client: Client, owner: User, url: str) -> None:
    a_past(owner=owner)
    [row] = owner_client.get(url, {"tab": "history"}).context["rows"]
    assert row.facts == "Nano Banana 2.1 · 1:1 · 1K · 3 images"


@pytest.mark.parametrize("tab", ["history", "favourites"])
def test_long_lists_go_over_pages(owner_client: Client, owner: User, url: str, tab: str) -> None:
    make = a_past if tab == "history" else a_favourite
    made = {make(owner=owner).pk for _ in range(35)}
    first = owner_client.get(url, {"tab": tab})
    second = owner_client.get(first.context["older_url"])
    assert len(first.context["rows"]) == 30
    assert {row.pk for page in (first, second) for row in page.context["rows"]} == made


@pytest.mark.parametrize("tab", ["history", "favourites"])
def test_stranger_sees_no_prompt_of_another(stranger_client: Client, url: str, tab: str) -> None:
    a_past()
    a_favourite()
    assert not stranger_client.get(url, {"tab": tab}).context["rows"]


@pytest.mark.parametrize("said", [{"tab": "nothing"}, {"tab": "history", "before": "x"}])
def test_what_no_link_says_is_404(owner_client: Client, url: str, said: dict[str, str]) -> None:
    assert owner_client.get(url, said).status_code == 404


@pytest.mark.parametrize("tab", TABS)
def test_twice_the_rows_cost_the_same_queries(
    owner_client: Client, owner: User, url: str, tab: str
) -> None:
    make = {"templates": a_template, "history": a_past, "favourites": a_favourite}[tab]
    [make(owner=owner) for _ in range(3)]
    once = queries(owner_client, f"{url}?tab={tab}")
    [make(owner=owner) for _ in range(3)]
    assert queries(owner_client, f"{url}?tab={tab}") == once


def test_star_keeps_prompt_and_settings(owner_client: Client, owner: User) -> None:
    past = a_past(owner=owner)
    url = reverse("studio:star_past", args=[past.pk])
    answer = owner_client.post(url, {"starred": "1"}, headers=HTMX)
    assert 'aria-pressed="true"' in answer.text
    kept = FavouritePrompt.objects.get(owner=owner)
    assert (kept.prompt, kept.requested) == (past.prompt, past.requested)


def test_second_star_of_an_impatient_person_changes_nothing(
    owner_client: Client, owner: User
) -> None:
    url = reverse("studio:star_past", args=[a_past(owner=owner).pk])
    owner_client.post(url, {"starred": "1"})
    owner_client.post(url, {"starred": "1"})
    assert FavouritePrompt.objects.count() == 1
    owner_client.post(url, {"starred": "0"})
    assert not FavouritePrompt.objects.exists()


def test_favourite_goes_with_its_star(owner_client: Client, owner: User) -> None:
    favourite = a_favourite(owner=owner)
    owner_client.post(reverse("studio:unstar", args=[favourite.pk]))
    assert not FavouritePrompt.objects.exists()


@pytest.mark.parametrize("name", ["star_past", "unstar"])
def test_strangers_prompts_cannot_be_starred(stranger_client: Client, name: str) -> None:
    row = a_past() if name == "star_past" else a_favourite()
    assert stranger_client.post(reverse(f"studio:{name}", args=[row.pk])).status_code == 404


def test_recent_prompts_are_the_last_ten(owner_client: Client, owner: User) -> None:
    rows = [a_past(owner=owner) for _ in range(12)]
    page = owner_client.get(reverse("studio:recent_prompts"))
    assert [each.pk for each in page.context["recent"]] == [row.pk for row in rows[:1:-1]]


def test_composer_offers_ones_templates(owner_client: Client, owner: User) -> None:
    own = a_template(owner=owner)
    menu = owner_client.get("/").context["composer"].template_use.menu
    assert menu[0] == own


def test_template_brings_its_fields_and_settings(owner_client: Client, owner: User) -> None:
    own = a_template(owner=owner, aspect_ratio="9:16", model="pro")
    page = owner_client.get("/", {"template": own.pk})
    composer = page.context["composer"]
    assert "{product} on a plinth</textarea>" in page.text
    assert [(slot.label, slot.word) for slot in composer.template_use.slots] == [
        ("Product", "A bottle")
    ]
    assert (composer.ratio, composer.model.tier) == ("9:16", "pro")


def test_fields_fill_the_prompt_that_is_sent(owner_client: Client, owner: User) -> None:
    said = {"prompt": "{product} on a {colour|tone} plinth", "slot-product": "a jar", "count": "1"}
    owner_client.post("/", said)
    assert PastPrompt.objects.get().prompt == "a jar on a {colour|tone} plinth"


def test_empty_field_is_told_beside_it(owner_client: Client, owner: User) -> None:
    own = a_template(owner=owner)
    said = {"prompt": own.text, "template": own.pk, "slot-product": " ", "count": "1"}
    answer = owner_client.post("/", said, headers=HTMX)
    assert answer.status_code == 422
    assert "Fill in {product}, or take it out of the prompt." in answer.text
    assert 'aria-invalid="true" autofocus' in answer.text


def test_braces_of_a_prompt_without_template_are_its_own(owner_client: Client, owner: User) -> None:
    owner_client.post("/", {"prompt": "{product} on a plinth", "count": "1"})
    assert PastPrompt.objects.get().prompt == "{product} on a plinth"


def test_template_of_a_gone_model_works_with_a_note(owner_client: Client, owner: User) -> None:
    own = a_template(owner=owner, model="gemini-2.5-flash-image", aspect_ratio="7:5")
    composer = owner_client.get("/", {"template": own.pk}).context["composer"]
    assert len(composer.notes) == 2
    assert composer.ratio in composer.model.ratios


@pytest.mark.parametrize("source", ["past", "favourite"])
def test_reuse_takes_up_all_settings(owner_client: Client, owner: User, source: str) -> None:
    asked = {"aspect_ratio": "9:16", "resolution": "2K", "model": "gemini-3-pro-image", "count": 3}
    make = a_past if source == "past" else a_favourite
    row = make(owner=owner, prompt="a lighthouse", requested=asked)
    composer = owner_client.get("/", {source: row.pk}).context["composer"]
    assert (composer.ratio, composer.resolution) == ("9:16", "2K")
    assert composer.model.model_id == "gemini-3-pro-image"
    assert composer.form["count"].value() == 3


@pytest.mark.parametrize("source", ["past", "favourite", "template"])
def test_strangers_prompt_cannot_be_used(stranger_client: Client, source: str) -> None:
    made = {"past": a_past, "favourite": a_favourite, "template": a_template}[source]()
    assert stranger_client.get("/", {source: made.pk}).status_code == 404


def test_composers_prompt_becomes_a_favourite(owner_client: Client, owner: User) -> None:
    said = {"prompt": "a {thing}", "slot-thing": "boat", "aspect_ratio": "3:2", "count": "2"}
    answer = owner_client.post(reverse("studio:keep_favourite"), said, headers=HTMX)
    kept = FavouritePrompt.objects.get(owner=owner)
    assert "Added to favourites." in answer.text
    assert (kept.prompt, kept.requested["aspect_ratio"]) == ("a boat", "3:2")
    assert kept.requested["count"] == 2


def test_favourite_keeps_its_references(owner_client: Client, owner: User) -> None:
    image = ImageFactory.create(owner=owner)
    said = {"prompt": "a boat", "count": "1", "reference_image_ids": image.pk}
    owner_client.post(
        reverse("studio:keep_favourite"), said | {"reference_roles": "style"}, headers=HTMX
    )
    kept = FavouritePrompt.objects.get(owner=owner)
    [shown] = owner_client.get("/", {"favourite": kept.pk}).context["composer"].references
    assert (shown.image, shown.role) == (image, "style")


def test_reference_that_is_gone_is_told(owner_client: Client, owner: User) -> None:
    image = ImageFactory.create(owner=owner)
    past = a_past(owner=owner, requested={"references": [{"image_id": image.pk}]})
    image.trash()
    composer = owner_client.get("/", {"past": past.pk}).context["composer"]
    assert composer.notes == ["1 reference image of this prompt can no longer be found."]


def test_empty_prompt_is_no_favourite(owner_client: Client, owner: User) -> None:
    answer = owner_client.post(reverse("studio:keep_favourite"), {"prompt": ""}, headers=HTMX)
    assert answer.status_code == 422
    assert not FavouritePrompt.objects.exists()
