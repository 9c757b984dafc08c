from __future__ import annotations

import pytest

from studio.prompting import Reference, assemble, references_in

PROMPT = "a bottle on a shelf"


def sent(*references: Reference, people: str = "allow_all") -> str:
    return assemble(PROMPT, person_generation=people, references=references)


def a_reference(role: str = "", note: str = "") -> Reference:
    return Reference(image_id=7, role=role, note=note)


def test_prompt_alone_goes_out_as_it_was_written() -> None:
    assert sent() == PROMPT


def test_setting_for_people_comes_last() -> None:
    said = sent(a_reference("style"), people="dont_allow")
    assert said == f"{PROMPT}\n\nImage 1 is the style reference.\n\nNo people."


def test_references_are_introduced_in_their_order() -> None:
    said = sent(a_reference("style"), a_reference("product", "the blue bottle"))
    introduced = "Image 1 is the style reference. Image 2 is the product: the blue bottle."
    assert said == f"{PROMPT}\n\n{introduced}"


def test_reference_without_words_keeps_its_number_and_gets_no_sentence() -> None:
    said = sent(a_reference(), a_reference("person"))
    assert said == f"{PROMPT}\n\nImage 2 is the person."


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("take its colours", "Image 1: take its colours."),
        ("take its colours!", "Image 1: take its colours!"),
        (" take \n its colours ", "Image 1: take its colours."),
    ],
)
def test_note_alone_is_one_sentence(note: str, sentence: str) -> None:
    assert sent(a_reference(note=note)) == f"{PROMPT}\n\n{sentence}"


def test_references_come_back_from_what_was_requested() -> None:
    reference = a_reference("style", "soft light")
    assert references_in({"references": [reference.as_json()]}) == (reference,)


def test_references_of_bare_ids_have_no_role() -> None:
    assert references_in({"reference_image_ids": [7]}) == (a_reference(),)
    assert references_in({}) == ()
