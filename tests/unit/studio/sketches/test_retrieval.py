from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase

import pytest
from django.contrib.auth.models import User

from studio.models import SketchReference, SketchStyle
from studio.sketches import retrieval, styles
from studio.sketches.retrieval import Found
from tests.factories.sketches import SketchReferenceFactory

pytestmark = pytest.mark.django_db

QUERIES = json.loads(Path(__file__).with_name("queries.json").read_text())["queries"]
ANSWERABLE = [each for each in QUERIES if each["expected"]]
UNANSWERABLE = [each for each in QUERIES if not each["expected"]]


def found_for(concept: str, style: str, by: User, **said: object) -> list[Found]:
    return retrieval.find(concept, style=SketchStyle.objects.get(key=style), by=by, **said)  # type: ignore[arg-type]


def words(found: list[Found]) -> list[str]:
    return [each.reference.word for each in found]


def test_expected_drawings_are_among_the_first_three(owner: User) -> None:
    answers = [words(found_for(each["query"], each["style"], owner)) for each in ANSWERABLE]
    hit = [
        bool({*each["expected"]} & {*got}) for each, got in zip(ANSWERABLE, answers, strict=True)
    ]
    assert sum(hit) >= 28


def test_drawing_that_answers_too_little_of_the_concept_is_no_match(owner: User) -> None:
    unheard = " ".join(f"zq{letter}" for letter in ascii_lowercase)
    assert found_for("golf", "vintage-mascot", owner)[0].score == 1
    [found] = found_for(f"golf {unheard}", "vintage-mascot", owner)
    assert (found.score, found.reason) == (0.0, "style_exemplar")


@pytest.mark.parametrize("query", UNANSWERABLE, ids=lambda query: query["query"])
def test_what_nothing_answers_gets_the_exemplar_alone(owner: User, query: dict[str, str]) -> None:
    style = SketchStyle.objects.get(key=query["style"])
    [found] = retrieval.find(query["query"], style=style, by=owner)
    assert found.reference == style.exemplar
    assert (found.score, found.reason) == (0.0, "style_exemplar")


def test_concept_of_stop_words_alone_gets_the_exemplar(owner: User) -> None:
    [found] = found_for("something with the and of", "ink-brush", owner)
    assert found.reason == "style_exemplar"


def test_score_tells_what_was_found_where(owner: User) -> None:
    first, *_ = found_for("playful golf mascot", "vintage-mascot", owner)
    assert first.reference.key == "golf-ball-runner"
    assert first.reason == "tags: golf, mascot"
    assert 0.15 <= first.score <= 1


def test_synonym_counts_less_than_the_word(owner: User) -> None:
    [cat, *_] = found_for("kitten", "minimal-line", owner)
    [same, *_] = found_for("cat", "minimal-line", owner)
    assert cat.reference == same.reference
    assert cat.score == pytest.approx(0.8 * same.score)
    assert cat.reason == "synonyms: cat for kitten"


def test_vetoed_drawing_is_never_found(owner: User) -> None:
    first, *_ = found_for("playful golf mascot", "vintage-mascot", owner)
    again = found_for("playful golf mascot", "vintage-mascot", owner, vetoed=[first.reference.pk])
    assert first.reference.word not in words(again)


def test_pinned_drawing_comes_first_and_counts(owner: User) -> None:
    bear = SketchReference.objects.get(key="bear-growl")
    found = found_for("playful golf mascot", "vintage-mascot", owner, pinned=[bear.pk])
    assert words(found)[:2] == ["bear-growl", "golf-ball-runner"]
    assert found[0].reason == "pinned"
    assert len(found) == 3


def test_more_are_told_than_go_along(owner: User) -> None:
    found = found_for("playful golf mascot", "vintage-mascot", owner, more=2)
    assert [each.used for each in found] == [True, True, True, False, False]


def test_do_not_use_keeps_a_drawing_out_even_pinned(owner: User) -> None:
    style = styles.copy(SketchStyle.objects.get(key="vintage-mascot"), by=owner)
    record = styles.record_of(style, by=owner)
    styles.save(replace(record, exclude=("golf-ball-runner",)), style, by=owner)
    golf = SketchReference.objects.get(key="golf-ball-runner")
    found = retrieval.find("golf ball", style=style, by=owner, pinned=[golf.pk])
    assert "golf-ball-runner" not in words(found)


def test_other_peoples_drawings_are_not_there(owner: User, stranger: User) -> None:
    own = SketchReferenceFactory.create(owner=stranger, caption="A zebra", tags=["zebra"])
    style = SketchStyle.objects.get(key="ink-brush")
    styles.put_into(own, [style], by=stranger)
    [theirs, *_] = retrieval.find("zebra", style=style, by=stranger)
    [mine, *_] = retrieval.find("zebra", style=style, by=owner)
    assert (theirs.reference, mine.reason) == (own, "style_exemplar")


def test_undescribed_drawing_is_not_found(owner: User) -> None:
    own = SketchReferenceFactory.create(owner=owner, caption="A zebra", tags=[])
    style = SketchStyle.objects.get(key="ink-brush")
    styles.put_into(own, [style], by=owner)
    assert own not in [each.reference for each in retrieval.find("zebra", style=style, by=owner)]


def test_concept_is_no_syntax(owner: User) -> None:
    odd = "\" OR tags:* NEAR( ' & | ! :A \\ -- ; golf"
    assert "golf-ball-runner" in words(found_for(odd, "vintage-mascot", owner))
