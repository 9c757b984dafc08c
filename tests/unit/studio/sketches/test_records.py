from __future__ import annotations

import json
from typing import Any

import pytest

from studio.sketches.layouts import DATA
from studio.sketches.records import BadRecord, StyleRecord, key_from

FILES = sorted((DATA / "styles").glob("*.json"))
CARTOON: dict[str, Any] = json.loads(FILES[0].read_text())


def faults_of(**changed: Any) -> list[str]:
    with pytest.raises(BadRecord) as refused:
        StyleRecord.from_json(CARTOON | changed)
    return [fault.pointer for fault in refused.value.faults]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_record_is_answered_as_it_was_read(file: Any) -> None:
    said = json.loads(file.read_text())
    made = json.loads(json.dumps(StyleRecord.from_json(said).as_json()))
    assert made == {name: value for name, value in said.items() if name != "schema"}


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"id": "Bold Cartoon"}, "/id"),
        ({"name": ""}, "/name"),
        ({"do": "none"}, "/do"),
        ({"do": ["x" * 161]}, "/do"),
        ({"name": "a\0b"}, "/name"),
        ({"line": {"contour": "open"}}, "/line/contour"),
        ({"composition": {"layouts": []}}, "/composition/layouts"),
        ({"composition": {"layouts": ["upside-down"]}}, "/composition/layouts"),
        ({"exaggeration": {"range": [0.2, True]}}, "/exaggeration/range"),
        ({"verify": {"ink_share": [0.3, 0.1]}}, "/verify/ink_share"),
        ({"palette": {"max_flat_tones": 1.5}}, "/palette/max_flat_tones"),
        ({"prompt": {"style_sentence": 3}}, "/prompt/style_sentence"),
        ({"visual_rules": {"additional_rules": ["a"]}}, "/visual_rules/additional_rules"),
        ({"mood": "kind"}, "/mood"),
        ({"prompt": "a sentence"}, "/prompt"),
    ],
)
def test_what_is_wrong_is_pointed_at(changed: dict[str, Any], pointer: str) -> None:
    assert pointer in faults_of(**changed)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert faults_of(name="", id="X", do=3) == ["/id", "/name", "/do"]


@pytest.mark.parametrize(
    ("name", "key"),
    [("Bold Cartoon!", "bold-cartoon"), ("Größe 3", "gr-e-3"), ("日本", "style")],
)
def test_key_is_made_of_the_name(name: str, key: str) -> None:
    assert key_from(name) == key
