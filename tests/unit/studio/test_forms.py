from __future__ import annotations

import pytest

from studio.forms import ComposerForm, new_key
from studio.requesting import GenerationRequest, Problem


def form(**changed: object) -> ComposerForm:
    return ComposerForm({"prompt": "a red chair", "count": "2", **changed})


def test_form_asks_for_what_was_typed() -> None:
    filled = form(model="pro", reference_image_ids=["3", "4"], google_search_enabled="on")
    assert filled.is_valid()
    assert filled.request() == GenerationRequest(
        prompt="a red chair",
        model="pro",
        count=2,
        reference_image_ids=(3, 4),
        google_search_enabled=True,
    )


def test_form_keeps_spaces_and_counts_a_line_end_once() -> None:
    filled = form(prompt="  one\r\ntwo ")
    assert filled.is_valid()
    assert filled.request().prompt == "  one\ntwo "


@pytest.mark.parametrize("ids", [["x"], ["0"], ["-1"], ["9" * 30]])
def test_form_refuses_what_is_no_id(ids: list[str]) -> None:
    assert "reference_image_ids" in form(reference_image_ids=ids).errors


def test_form_shows_a_problem_beside_its_field() -> None:
    filled = form()
    filled.show([Problem("model", "Gone."), Problem("prompts", "Nothing asked.")])
    assert filled.errors == {"model": ["Gone."], "__all__": ["Nothing asked."]}


def test_key_is_new_each_time() -> None:
    assert new_key() != new_key()
