"""The owner's words of another language in the plan, with and without their translation."""

from __future__ import annotations

from typing import Any

from site_builder.planning import Requirement, plan, text_hash
from tests.unit.site_builder.test_planning import document

RYE = "Roggenbrot — Hält eine Woche"
SHELF = [
    {"name": "Roggenbrot", "description": "Hält eine Woche. Und mehr."},
    {"name": "Brezel"},
    {"name": "Brezel"},
]


def bakery(language: str = "de") -> dict[str, Any]:
    content = {"showImages": True, "services": SHELF}
    hero = {"componentId": "hero-split", "id": "hero", "content": {"headline": "Brot"}}
    shelf = {"componentId": "commerce-services", "id": "brot", "content": content}
    return document(hero, shelf, language=language)


def rye(**translations: str) -> Requirement:
    known = {text_hash(text): english for text, english in translations.items()}
    found = plan(bakery(), translations=known)
    return next(each for each in found.requirements if each.slot_key.endswith("services.0.image"))


def test_translation_takes_the_place_of_the_original() -> None:
    found = rye(**{RYE: "Rye bread — keeps for a week"})
    assert " Rye bread — keeps for a week. " in found.prompt
    assert "Roggenbrot" not in found.prompt
    assert (found.owner_text, found.is_translated) == (RYE, True)
    assert found.prompt_hash != rye().prompt_hash


def test_text_without_a_translation_goes_along_with_its_language() -> None:
    found = rye(Brezel="A pretzel")
    assert f"(in German: {RYE})" in found.prompt
    assert (found.owner_text, found.is_translated) == (RYE, False)


def test_alternative_text_stays_in_the_language_of_the_site() -> None:
    assert rye(**{RYE: "Rye bread"}).alt == "Roggenbrot"


def test_plan_lists_each_text_without_a_translation_once() -> None:
    assert plan(bakery()).untranslated == [RYE, "Brezel"]
    known = {text_hash("Brezel"): "A pretzel"}
    assert plan(bakery(), translations=known).untranslated == [RYE]


def test_english_site_has_nothing_to_translate() -> None:
    english = bakery("en-GB")
    assert plan(english).untranslated == []
    assert plan(english, translations={text_hash(RYE): "x"}) == plan(english)
