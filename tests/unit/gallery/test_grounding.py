from __future__ import annotations

import pytest

from gallery.grounding import Source, Sources, sources_of


def test_sources_are_pages_and_searches() -> None:
    grounding = {
        "webSearchQueries": ["tallest tree"],
        "groundingChunks": [{"web": {"uri": "https://example.com/tree", "title": "Trees"}}],
        "searchEntryPoint": {"renderedContent": "<b>tree</b>"},
    }
    link = Source("https://example.com/tree", "Trees")
    assert sources_of(grounding) == Sources((link,), ("tallest tree",), "<b>tree</b>")


def test_source_of_a_picture_is_the_page_that_holds_it() -> None:
    image = {"sourceUri": "https://example.com/page", "imageUri": "https://example.com/a.jpg"}
    assert sources_of({"groundingChunks": [{"image": image}]}).links == (
        Source("https://example.com/page", "example.com"),
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host", "http://["])
def test_source_that_is_no_web_address_is_left_out(url: str) -> None:
    assert not sources_of({"groundingChunks": [{"web": {"uri": url, "title": "x"}}]})


@pytest.mark.parametrize(
    "grounding",
    [None, [], "x", {"groundingChunks": "x"}, {"groundingChunks": [1, {"web": 2}]},
     {"searchEntryPoint": 1, "webSearchQueries": [None]}],
)  # fmt: skip
def test_description_that_is_not_as_documented_says_nothing(grounding: object) -> None:
    assert sources_of(grounding) == Sources()
