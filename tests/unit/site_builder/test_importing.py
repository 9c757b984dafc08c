from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from site_builder import validation
from site_builder.importing import imported, is_older
from site_builder.pointers import split, value_at, with_value
from site_builder.positions import Positions
from tests import examples

OLDER: dict[str, Any] = {
    "businessName": "Krume",
    "siteType": "restaurant",
    "pages": [
        {
            "slug": "home",
            "title": "Home",
            "components": [
                {
                    "componentId": "hero-centered",
                    "variant": "bg-image",
                    "content": {
                        "headline": "Bread",
                        "backgroundImage": {"src": "http://example.com/bread.jpg"},
                    },
                },
                {
                    "componentId": "content-stats",
                    "content": {
                        "stats": [
                            {"value": "1,200", "label": "loaves"},
                            {"value": "4.5", "label": "stars"},
                        ]
                    },
                },
                {
                    "componentId": "content-text",
                    "content": {"body": "<p>Flour &amp; water.</p><p>And time.</p>"},
                },
            ],
        }
    ],
}


def test_older_document_becomes_a_valid_spec() -> None:
    found = imported(OLDER)
    hero, stats, text = found.document["pages"][0]["components"]
    assert validation.validate(found.document).is_valid
    assert (hero["variant"], hero["content"]["backgroundImage"]["src"]) == ("with-bg-image", "")
    assert [each["value"] for each in stats["content"]["stats"]] == [1200, 4.5]
    assert text["content"]["body"] == "Flour & water.\n\nAnd time."


def test_every_change_is_told() -> None:
    changes = imported(OLDER).changes
    assert len(changes) == 6
    assert "/pages/0/components/0/variant: “bg-image” is called “with-bg-image” now." in changes


def test_original_is_left_as_it_was() -> None:
    before = copy.deepcopy(OLDER)
    imported(OLDER)
    assert before == OLDER


@pytest.mark.parametrize(
    ("document", "older"),
    [(OLDER, True), (OLDER | {"specVersion": "1.0"}, False), ({"pages": []}, False), ([], False)],
)
def test_older_is_what_names_a_site_and_no_version(document: Any, older: bool) -> None:
    assert is_older(document) is older


def test_position_is_that_of_the_value() -> None:
    text = '{\n  "a": [1, {"b/c": "x,]"}],\n  "d": {}\n}'
    found = Positions(text)
    said = [found.of(pointer) for pointer in ("/a/0", "/a/1/b~1c", "/d", "/d/missing", "")]
    assert [(each.line, each.column) for each in said] == [(2, 9), (2, 20), (3, 8), (3, 8), (1, 1)]


@pytest.mark.parametrize("name", examples.NAMES)
def test_positions_lead_to_the_values_of_an_example(name: str) -> None:
    text, found = examples.text(name), Positions(examples.text(name))
    place = found.of("/pages/0/components/1/content/headline")
    rest = text.splitlines()[place.line - 1][place.column - 1 :]
    headline = value_at(json.loads(text), "/pages/0/components/1/content/headline")
    assert json.JSONDecoder().raw_decode(rest)[0] == headline


def test_deep_text_has_positions_too() -> None:
    assert Positions("[" * 5000 + "]" * 5000).of("/0/0").column == 3


def test_pointer_escapes_are_undone() -> None:
    assert split("/a~1b/~0/0") == ["a/b", "~", "0"]


def test_value_is_put_into_a_copy() -> None:
    before: dict[str, Any] = {"list": [{"name": "a"}]}
    after = with_value(before, "/list/2/name", "c")
    assert after == {"list": [{"name": "a"}, {}, {"name": "c"}]}
    assert before == {"list": [{"name": "a"}]}


def test_value_is_not_put_into_a_text() -> None:
    with pytest.raises(LookupError):
        with_value({"name": "a"}, "/name/0", 1)
