from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from studio.sketches import composing, rules, variation
from studio.sketches.layouts import DATA, LAYOUTS
from studio.sketches.records import StyleRecord
from studio.sketches.spec import PromptSpec
from studio.sketches.variation import Variation

STYLES = [
    StyleRecord.from_json(json.loads(file.read_text()))
    for file in sorted((DATA / "styles").glob("*.json"))
]
CARTOON = STYLES[0]
FRONT = Variation("centred-front", 0.35)
FOX = rules.compile_concept("a fox with a scarf, no hat")


def composed(spec: PromptSpec = FOX, style: StyleRecord = CARTOON, **said: object) -> str:
    return composing.compose(spec, style, FRONT, **({"has_references": True} | said))  # type: ignore[arg-type]


def test_parts_stand_in_their_order() -> None:
    prompt = composed(replace(FOX, must_have=("two tails",)))
    parts = [
        CARTOON.style_sentence,
        "a fox with a scarf.",
        "two tails.",
        LAYOUTS["centred-front"],
        "slightly caricatured",
        CARTOON.technique_sentence,
        *CARTOON.do,
        "Pure white empty background, one subject, nothing else",
        "Black, white and neutral grey only",
        "line quality and simplification of the attached drawings, not their subject",
        "Avoid: hatching",
        "hat.",
        "No lettering",
    ]
    places = [prompt.index(part) for part in parts]
    assert places == sorted(places)


def test_references_are_spoken_of_only_where_some_go_along() -> None:
    assert "attached" not in composed(has_references=False)


def test_requested_words_are_the_only_lettering() -> None:
    prompt = composed(rules.compile_concept('a sign that says "Open"'))
    assert "The only lettering is “Open”." in prompt
    assert "no lettering" not in prompt.lower()
    assert "lettering," not in prompt


def test_failed_rule_is_said_first() -> None:
    assert composed(failed="colour").startswith("No colour at all")


def test_summary_of_the_feedback_goes_along() -> None:
    assert "Bigger heads." in composed(style=replace(CARTOON, feedback_summary="Bigger heads."))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
def test_prompt_never_passes_its_limit(style: StyleRecord) -> None:
    concept = ("a very long-winded concept of a fox " * 40)[:1000]
    long = tuple(f"{number} {'x' * 155}" for number in range(12))
    spec = replace(rules.compile_concept(concept), must_have=long, negative_constraints=long)
    style = replace(style, feedback_summary="word " * 200)
    prompt = composed(spec, style, failed="shading")
    assert len(prompt) <= 2_400
    assert spec.refined_intent in prompt
    assert style.style_sentence in prompt
    assert "Black, white and neutral grey only" in prompt


def test_refinement_changes_only_what_is_said() -> None:
    prompt = composing.refine("a taller hat", CARTOON)
    assert "change only this: a taller hat." in prompt
    assert len(composing.refine("x" * 5_000, CARTOON)) <= 2_400


@pytest.mark.parametrize("count", [3, 4, 5, 6])
def test_sketches_differ_by_layout_and_exaggeration(count: int) -> None:
    varied = variation.vary(CARTOON, count)
    assert [each.layout for each in varied] == [CARTOON.layouts[at % 4] for at in range(count)]
    assert (varied[0].exaggeration, varied[-1].exaggeration) == CARTOON.exaggeration_range
    steps = [b.exaggeration - a.exaggeration for a, b in pairwise(varied)]
    assert max(steps) - min(steps) < 0.002


@pytest.mark.parametrize(
    ("exaggeration", "words"),
    [
        (0.25, "near-natural proportions"),
        (0.26, "slightly caricatured"),
        (0.65, "clearly caricatured"),
        (0.85, "strongly exaggerated"),
        (0.86, "extreme exaggeration"),
    ],
)
def test_exaggeration_has_words(exaggeration: float, words: str) -> None:
    assert variation.words(exaggeration) == words


def test_next_turn_of_a_position_has_another_layout() -> None:
    first, second = (variation.vary(CARTOON, 4, turn=turn) for turn in (0, 1))
    assert all(a.layout != b.layout for a, b in zip(first, second, strict=True))
