"""Every code of the format's list, and where it points."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from site_builder.validation import Report, validate, validate_text
from tests import examples

GOOD = examples.spec("krume-bakery.json")
GONE = object()


def with_value(pointer: str, value: Any) -> dict[str, Any]:
    """The bakery's spec with one thing changed."""
    changed = copy.deepcopy(GOOD)
    *way, last = pointer.removeprefix("/").split("/")
    place: Any = changed
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    if value is GONE:
        del place[last]
    elif isinstance(place, list):
        place.insert(int(last), value)
    else:
        place[last] = value
    return changed


def found(report: Report) -> list[tuple[str, str, str]]:
    return [(each.severity, each.code, each.pointer) for each in report.problems]


HERO = "/pages/0/components/1"
COMPARISON = {
    "componentId": "content-comparison",
    "id": "compare",
    "content": {
        "columns": [{"name": "Ours"}, {"name": "Theirs"}],
        "rows": [{"feature": "Crust", "values": [True]}],
    },
}


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/businessName", GONE, "required"),
        (f"{HERO}/content/headline", GONE, "required"),
        ("/businessName", 5, "type"),
        ("/siteType", "circus", "enum"),
        ("/theme/colors/primary", "red", "pattern"),
        ("/contact/social", [{"platform": "x", "url": "javascript:alert(1)"}], "pattern"),
        ("/businessName", "", "min_length"),
        ("/businessName", "a" * 81, "max_length"),
        ("/pages/0/components", [], "min_items"),
        ("/emotionalGoals", ["calm", "trust", "safe", "luxury"], "max_items"),
        ("/narrativePrompts", {str(number): "why" for number in range(7)}, "max_items"),
        ("/personalityVector/0", -0.1, "minimum"),
        ("/imagePolicy/maxImages", 61, "maximum"),
        ("/antiReferences", ["cheap", "cheap"], "duplicate"),
        ("/pages/0/components/7", COMPARISON, "length_mismatch"),
        ("/tagline", "null\x00", "pattern"),
    ],
)
def test_error_has_its_code_and_points_at_the_place(pointer: str, value: Any, code: str) -> None:
    report = validate(with_value(pointer, value))
    errors = {(each.code, each.pointer) for each in report.errors}
    inside = {
        "length_mismatch": "/content/rows/0/values",
        "duplicate": "/1",
    }.get(code, "/0/url" if pointer == "/contact/social" else "")
    assert (code, pointer + inside) in errors
    assert report.document is not None
    assert not report.is_valid


def test_second_page_of_a_name_is_a_duplicate() -> None:
    report = validate(with_value("/pages/1", GOOD["pages"][0]))
    assert [(each.code, each.pointer) for each in report.errors] == [("duplicate", "/pages/1/slug")]


def test_second_component_of_a_name_is_a_duplicate() -> None:
    spec = with_value(f"{HERO}/id", "nav")
    assert ("error", "duplicate", f"{HERO}/id") in found(validate(spec))


def test_what_is_no_json_is_told_with_line_and_column() -> None:
    report = validate_text('{\n "specVersion": "1.0",\n oops }')
    assert report.document is None
    assert [each.as_json() for each in report.problems] == [
        {
            "pointer": "",
            "code": "invalid_json",
            "severity": "error",
            "message": "This is not JSON: expecting property name enclosed in double quotes "
            "(line 3).",
            "line": 3,
            "column": 2,
        }
    ]


@pytest.mark.parametrize("text", ['{"seed": NaN}', "[" * 100_000, "", "{'a': 1}"])
def test_what_only_looks_like_json_is_none(text: str) -> None:
    assert [each.code for each in validate_text(text).problems] == ["invalid_json"]


def test_other_version_is_the_only_error() -> None:
    spec = with_value("/businessName", "") | {"specVersion": "2.0"}
    assert found(validate(spec)) == [("error", "unsupported_version", "/specVersion")]


def test_missing_version_is_required() -> None:
    report = validate(with_value("/specVersion", GONE))
    assert found(report) == [("error", "required", "/specVersion")]


def test_half_a_megabyte_is_too_large() -> None:
    report = validate_text(json.dumps(GOOD | {"note": "a" * 600_000}))
    assert found(report) == [("error", "too_large", "")]


def test_more_than_200_components_are_too_many() -> None:
    text = {"componentId": "content-text", "content": {"body": "Words."}}
    pages = [
        {"slug": f"page-{number}", "title": "Page", "components": [text] * 40}
        for number in range(6)
    ]
    assert ("error", "too_large", "/pages") in found(validate(GOOD | {"pages": pages}))


@pytest.mark.parametrize(
    ("pointer", "value", "code", "inside"),
    [
        ("/pages/0/components/1", {"componentId": "weather", "content": {}},
         "unknown_component", "/componentId"),
        (f"{HERO}/variant", "diagonal", "unknown_variant", ""),
        (f"{HERO}/content/mood", "warm", "unknown_field", ""),
        ("/emotionalGoals", ["zest"], "unknown_term", "/0"),
        ("/voiceProfile", "shrill", "unknown_term", ""),
        ("/industry", "lighthouse", "unknown_term", ""),
        ("/theme/preset", "baroque", "unknown_term", ""),
        (f"{HERO}/content/ctaPrimary/href", "/menu", "broken_link", ""),
        (f"{HERO}/content/ctaPrimary/href", "#cellar", "broken_link", ""),
        ("/theme/colors/text", "#FFF000", "low_contrast", ""),
    ],
)  # fmt: skip
def test_warning_points_at_the_place(pointer: str, value: Any, code: str, inside: str) -> None:
    report = validate(with_value(pointer, value))
    assert ("warning", code, pointer + inside) in found(report)
    assert report.is_valid


def test_two_equal_orders_are_told() -> None:
    spec = with_value("/pages/0/components/1/order", 3)
    spec["pages"][0]["components"][2]["order"] = 3
    warnings = [("warning", "duplicate_order", "/pages/0/components/2/order")]
    assert found(validate(spec)) == warnings


def test_form_without_an_address_is_told() -> None:
    form = {"componentId": "form-contact", "id": "write", "content": {}}
    spec = with_value("/pages/0/components/7", form)
    del spec["contact"]["email"]
    assert found(validate(spec)) == [("warning", "form_unreachable", "/pages/0/components/7")]


def test_link_to_a_hidden_section_leads_nowhere() -> None:
    report = validate(with_value("/pages/0/components/2/hidden", True))
    assert ("warning", "broken_link", "/pages/0/components/0/content/links/0/href") in found(report)


def test_errors_come_first_and_by_their_place() -> None:
    spec = with_value("/tagline", 7) | {"businessName": "", "extra": 1}
    assert found(validate(spec)) == [
        ("error", "min_length", "/businessName"),
        ("error", "type", "/tagline"),
        ("warning", "unknown_field", "/extra"),
    ]


def test_list_of_problems_ends_at_200() -> None:
    assert len(validate(GOOD | {f"x{number}": 1 for number in range(300)}).problems) == 200


@pytest.mark.parametrize("pages", [None, "home", [None], [{"components": [4]}], [{"slug": 4}]])
def test_pages_that_are_none_are_told_and_break_nothing(pages: Any) -> None:
    assert not validate(GOOD | {"pages": pages}).is_valid


@pytest.mark.parametrize("name", examples.NAMES)
def test_example_has_nothing_to_mend(name: str) -> None:
    assert validate_text(examples.text(name)).problems == ()
