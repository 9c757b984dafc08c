from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.sketches.rules import compile_concept


@pytest.mark.parametrize(
    ("concept", "refined", "negatives"),
    [
        ("a fox without a hat", "a fox", ["hat"]),
        ("a fox, no background, no hat, sitting", "a fox, sitting", ["background", "hat"]),
        ("robot with a chart but avoid wires", "robot with a chart", ["wires"]),
        ("an owl, no colour or shading", "an owl", ["colour", "shading"]),
        ("don't draw grass; a cow", "a cow", ["grass"]),
        ("ein Fuchs ohne Hut, keine Schatten", "ein Fuchs", ["Hut", "Schatten"]),
        ("un renard sans chapeau", "un renard", ["chapeau"]),
        ("an owl that has no one to talk to", "an owl that has no one to talk to", []),
        ("a knot, no longer tied", "a knot, no longer tied", []),
        ("no text", "no text", ["text"]),
    ],
)
def test_what_is_not_wanted_moves_to_the_negatives(
    concept: str, refined: str, negatives: list[str]
) -> None:
    spec = compile_concept(concept)
    assert (spec.refined_intent, [*spec.negative_constraints]) == (refined, negatives)


@pytest.mark.parametrize(
    ("concept", "refined"),
    [
        ("  a   fox\n\tsitting ", "a fox sitting"),
        ("Please draw me a fox", "a fox"),
        ("Could you please make a quick sketch of a fox, thanks", "a fox"),
        ("I'd like a drawing of an owl", "an owl"),
        ("Draw", "Draw"),
        ("drawing room cat", "drawing room cat"),
        ("please", "please"),
    ],
)
def test_filler_goes_and_all_else_stays(concept: str, refined: str) -> None:
    assert compile_concept(concept).refined_intent == refined


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        ('a sign that says "No parking"', "No parking"),
        ("a badge with the words “Bella Cucina”", "Bella Cucina"),
        ("a cat called 'Bella'", None),
        ("a 'flying' pig", None),
        ("a dog's life", None),
    ],
)
def test_quoted_words_are_lettered_only_where_words_are_asked_for(
    concept: str, words: str | None
) -> None:
    spec = compile_concept(concept)
    assert spec.text_requested == words
    assert spec.negative_constraints == ()


def test_intent_is_kept_to_the_letter() -> None:
    concept = "  Please:  a fox,\nno hat "
    assert compile_concept(concept).intent == concept


def test_parts_are_told_apart() -> None:
    spec = compile_concept("A grumpy bulldog in side view, carrying a bone. It must have a collar")
    assert (spec.subject, spec.mood, spec.viewpoint) == ("grumpy bulldog", "grumpy", "side view")
    assert (spec.action, spec.must_have) == ("carrying a bone", ("a collar",))
    assert (spec.language, spec.compiler) == ("en", "rules")


def test_remarks_of_the_session_are_heeded_the_newest_first() -> None:
    spec = compile_concept("a robot", earlier=["rounder arms", "bigger head please, no hatching"])
    assert spec.must_have == ("bigger head", "rounder arms")
    assert spec.negative_constraints == ("hatching",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("a fox with a hat", "en"),
        ("golf mascot", "en"),
        ("ein Fuchs mit einem Hut", "de"),
        ("le renard avec un chapeau", "fr"),
        ("лиса без шапки", "ru"),
        ("帽子をかぶった狐", "ja"),
        ("戴帽子的狐狸", "zh"),
    ],
)
def test_language_is_told(text: str, language: str) -> None:
    assert compile_concept(text).language == language


@given(st.text(max_size=300))
def test_no_concept_is_too_odd(concept: str) -> None:
    spec = compile_concept(concept)
    assert spec.intent == concept
    assert bool(spec.refined_intent) == bool(concept.split())
