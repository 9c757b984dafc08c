from __future__ import annotations

import pytest
from django.http import QueryDict

from studio.forms import ComposerForm, new_key
from studio.prompting import Reference
from studio.requesting import GenerationRequest, Problem


def form(**changed: str | list[str]) -> ComposerForm:
    posted = QueryDict(mutable=True)
    for name, value in {"prompt": "a red chair", "count": "2", **changed}.items():
        posted.setlist(name, value if isinstance(value, list) else [value])
    return ComposerForm(posted)


def test_form_asks_for_what_was_typed() -> None:
    filled = form(model="pro", reference_image_ids=["3", "4"], google_search_enabled="on")
    assert filled.is_valid()
    assert filled.request() == GenerationRequest(
        prompt="a red chair",
        model="pro",
        count=2,
        references=(Reference(image_id=3), Reference(image_id=4)),
        google_search_enabled=True,
        include_thoughts=False,
    )


def test_form_keeps_spaces_and_counts_a_line_end_once() -> None:
    filled = form(prompt="  one\r\ntwo ")
    assert filled.is_valid()
    assert filled.request().prompt == "  one\ntwo "


@pytest.mark.parametrize("ids", [["x"], ["0"], ["-1"], ["9" * 30]])
def test_form_refuses_what_is_no_id(ids: list[str]) -> None:
    assert "references" in form(reference_image_ids=ids).errors


def test_form_reads_role_and_note_of_each_reference() -> None:
    said = {
        "reference_image_ids": ["4", "3"],
        "reference_roles": ["", "style"],
        "reference_notes": [" the cup ", ""],
    }
    filled = form(**said)
    assert filled.is_valid()
    assert filled.request().references == (
        Reference(image_id=4, note="the cup"),
        Reference(image_id=3, role="style"),
    )


def test_form_takes_each_picture_once_and_the_first_words_on_it() -> None:
    filled = form(reference_image_ids=["4", "3", "4"], reference_roles=["style", "", "person"])
    assert filled.is_valid()
    found = [(each.image_id, each.role) for each in filled.request().references]
    assert found == [(4, "style"), (3, "")]


def test_form_shows_a_problem_beside_its_field() -> None:
    filled = form()
    filled.show([Problem("model", "Gone."), Problem("prompts", "Nothing asked.")])
    assert filled.errors == {"model": ["Gone."], "__all__": ["Nothing asked."]}


def test_key_is_new_each_time() -> None:
    assert new_key() != new_key()
