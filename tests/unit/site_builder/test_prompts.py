from __future__ import annotations

from typing import Any

import pytest

from site_builder.planning import plan
from site_builder.planning.colour_words import colour_word
from site_builder.planning.owner_text import cleaned
from tests import examples

GALLERY = {"componentId": "media-gallery", "id": "look", "content": {"count": 8}}


def first(**fields: Any) -> Any:
    hero = {"componentId": "hero-split", "id": "hero", "content": {"headline": "Bread"}}
    page = {"slug": "home", "title": "Home", "components": [hero]}
    site = {"specVersion": "1.0", "businessName": "Krume", "siteType": "business", "pages": [page]}
    return plan(site | fields).requirements[0]


def hero_with(**image: Any) -> Any:
    content = {"headline": "Bread", "image": image}
    hero = {"componentId": "hero-split", "id": "hero", "content": content}
    return first(pages=[{"slug": "home", "title": "Home", "components": [hero]}])


def test_prompt_of_the_yoga_hero_is_the_one_of_the_format() -> None:
    prompt = plan(examples.spec("serene-flow-yoga.json")).requirements[0].prompt
    assert prompt.startswith(
        'Professional website photography for a yoga studio called "Serene Flow" in Falmouth; the '
        "name is context only and must not appear in the picture. A bright corner with bolsters, "
        "blocks and folded wool blankets. Light: soft diffused morning light. Mood: still and "
        "unhurried; also homely and inviting. Character: static, settled arrangement; high-key and "
        "airy; sparse, few objects. Composition: main subject on the outer two thirds"
    )
    assert "small accents of green and orange." in prompt


@pytest.mark.parametrize("name", examples.NAMES)
def test_prompt_is_never_longer_than_a_model_reads(name: str) -> None:
    assert max(len(each.prompt) for each in plan(examples.spec(name)).requirements) <= 1800


def test_long_own_words_fit_with_what_must_not_be_in_the_picture() -> None:
    prompt = hero_with(prompt="golden loaf " * 50).prompt
    assert len(prompt) <= 1800
    assert "Do NOT include: text, logos" in prompt


def test_own_words_replace_the_subject_alone() -> None:
    prompt = hero_with(prompt="A loaf on slate").prompt
    assert " A loaf on slate. " in prompt
    assert 'called "Krume"' in prompt


def test_owner_text_loses_tags_quotes_and_hidden_characters() -> None:
    assert cleaned('<b>Fresh</b>\u202e "bread"\x07 daily') == "Fresh bread daily"


def test_owner_text_is_cut_between_words() -> None:
    assert cleaned("bread " * 80, 21) == "bread bread bread"


def test_name_stays_out_on_request() -> None:
    assert "Krume" not in first(imagePolicy={"nameInPrompt": False}).prompt


def test_words_of_another_language_say_which() -> None:
    prompt = first(language="de", pages=[german_page()]).prompt
    assert "(in German: Roggenbrot — Hält eine Woche)" in prompt


def german_page() -> dict[str, Any]:
    shelf = [{"name": "Roggenbrot", "description": "Hält eine Woche. Und mehr."}]
    content = {"showImages": True, "services": shelf}
    services = {"componentId": "commerce-services", "id": "brot", "content": content}
    return {"slug": "home", "title": "Brot", "components": [services]}


def test_scenes_do_not_repeat_before_all_were_used() -> None:
    page = {"slug": "home", "title": "Home", "components": [GALLERY]}
    spec = {"specVersion": "1.0", "businessName": "Krume", "siteType": "business"}
    found = plan(spec | {"industry": "bakery", "pages": [page]})
    assert len({each.alt for each in found.requirements}) == 8


def test_illustrations_may_look_drawn() -> None:
    prompt = first(imagePolicy={"style": "illustration"}).prompt
    assert "flat editorial illustration" in prompt
    assert "cartoon style" not in prompt


def test_unknown_anti_reference_is_avoided_in_plain_words() -> None:
    assert "drone shots" in first(antiReferences=["no-drone-shots"]).prompt


def test_anti_reference_brings_its_positive_side() -> None:
    assert "Prefer unposed moments." in first(antiReferences=["stock-photo"]).prompt


def test_no_people_means_no_faces_either() -> None:
    prompt = first(imagePolicy={"people": "none"}).prompt
    assert "No people in the picture." in prompt
    assert "people's faces" in prompt


def test_alias_of_a_goal_is_that_goal() -> None:
    assert first(emotionalGoals=["serenity"]).prompt == first(emotionalGoals=["calm"]).prompt


@pytest.mark.parametrize(
    ("code", "word"),
    [("#4F6B57", "green"), ("#C2762B", "orange"), ("#1D4ED8", "blue"), ("#FFFFFF", "white"),
     ("#111111", "black"), ("#808080", "grey"), ("#7A4A1E", "brown"), ("#C21858", "pink")],
)  # fmt: skip
def test_colour_is_named(code: str, word: str) -> None:
    assert colour_word(code) == word


def test_alt_of_the_owner_stays() -> None:
    found = hero_with(alt="Our oven")
    assert (found.alt, found.alt_source) == ("Our oven", "spec")


def test_decorative_picture_has_no_alt() -> None:
    found = hero_with(decorative=True)
    assert (found.alt, found.alt_source) == ("", "decorative")


def test_alt_in_another_language_is_not_an_english_scene() -> None:
    found = first(language="de")
    assert (found.alt, found.alt_source) == ("Bread", "text")
