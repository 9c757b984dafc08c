from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from sessions_app.entry_files import BadFile
from studio import template_files
from studio.models import PromptTemplate

ENTRY = {"name": "Plinth", "text": "{product} on a plinth", "category": "product"}


def problems(rows: Any) -> tuple[str, ...]:
    with pytest.raises(BadFile) as refused:
        template_files.read(json.dumps(rows))
    return refused.value.problems


def test_list_and_object_are_read_alike() -> None:
    bare = template_files.read(json.dumps([ENTRY]))
    assert bare == template_files.read(json.dumps({"templates": [ENTRY]}))
    assert bare[0].name == "Plinth"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Entry 2: name: Give the template a name."),
        ({"text": ""}, "Entry 2: text: Write the prompt."),
        ({"category": "poster"}, "Entry 2: category: Choose one of photorealistic, product"),
        ({"aspect_ratio": "wide"}, "Entry 2: aspect_ratio: Write the ratio as 16:9"),
        ({"colour": "red"}, "Entry 2: there is no field “colour”."),
        ({"name": 7}, "Entry 2: “name” must be text."),
        ({"fields": [{"name": "side"}]}, "Entry 2: fields: The text has no {side}."),
        ({"fields": "side"}, "Entry 2: “fields” must be a list."),
        ({"fields": [{"label": "Side"}]}, "Entry 2: each of “fields” has a name"),
        ({"text": "a\ud800b"}, "Entry 2: text: This holds a character that cannot be stored."),
    ],
)
def test_bad_entry_is_told_with_its_number(changed: dict[str, Any], sentence: str) -> None:
    [told] = problems([ENTRY, ENTRY | changed])
    assert told.startswith(sentence)


def test_every_bad_entry_is_told() -> None:
    told = problems([{}, ENTRY, "Plinth"])
    assert told == ("Entry 1: “name” is missing.", "Entry 3: this is not an object.")


@pytest.mark.parametrize("text", ["{", "[1,]", "[" * 100_000, f"[{'9' * 5000}]"])
def test_what_is_not_json_is_told(text: str) -> None:
    with pytest.raises(BadFile, match=r"not JSON|too large"):
        template_files.read(text)


@pytest.mark.parametrize("rows", [[], {}, 3, {"templates": 3}, [ENTRY] * 501])
def test_what_holds_no_usable_list_is_refused(rows: Any) -> None:
    assert len(problems(rows)) == 1


def test_written_file_is_read_back_the_same(owner: User) -> None:
    template_files.add(template_files.read(json.dumps([ENTRY])), owner=owner)
    written = template_files.write(PromptTemplate.objects.filter(owner=owner))
    [entry] = template_files.read(written)
    assert (entry.name, entry.category) == ("Plinth", "product")
    assert entry.fields == [{"name": "product", "label": "Product", "default": ""}]


def test_what_is_there_already_is_left_out(owner: User) -> None:
    entries = template_files.read(json.dumps([ENTRY, ENTRY]))
    assert template_files.add(entries, owner=owner) == 1
    assert template_files.add(entries, owner=owner) == 0
