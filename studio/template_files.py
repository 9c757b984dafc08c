"""Templates as a JSON file: `{"templates": [{"name": …, "text": …}]}`, or the list alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from sessions_app import entry_files
from sessions_app.entry_files import BadFile
from studio.models import PromptTemplate
from studio.models.prompt_template import Field
from studio.template_entries import TemplateEntry

MAX_ENTRIES = 500
MAX_BYTES = 1_000_000
_NAMES = frozenset(TemplateEntry.__slots__)


def write(templates: Iterable[PromptTemplate]) -> str:
    entries = [TemplateEntry.of(template).as_json() for template in templates]
    return json.dumps({"templates": entries}, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> list[TemplateEntry]:
    """All entries of a file; raises BadFile with everything that is wrong with any of them."""
    rows = enumerate(_rows(text), start=1)
    return entry_files.read_all(((f"Entry {number}", row) for number, row in rows), _entry)


@transaction.atomic
def add(entries: Iterable[TemplateEntry], *, owner: User) -> int:
    """Make them the person's own; what they have under the same name and text is left out."""
    own = PromptTemplate.objects.filter(owner=owner, archived=False)
    known = set(own.values_list("name", "text"))
    new = {
        (entry.name, entry.text): entry.write(PromptTemplate(owner=owner))
        for entry in entries
        if (entry.name, entry.text) not in known
    }
    return len(PromptTemplate.objects.bulk_create(new.values()))


def _rows(text: str) -> list[Any]:
    found = entry_files.parsed(text)
    rows = found.get("templates") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not rows:
        raise BadFile("This holds no list of templates.")
    if len(rows) > MAX_ENTRIES:
        raise BadFile(f"These are {len(rows):,} templates; {MAX_ENTRIES} fit into one file.")
    return rows


def _entry(row: Any) -> TemplateEntry:
    words = _words(row)
    entry = TemplateEntry(**words, fields=list(_fields(row.get("fields", []))))
    if problems := entry.problems():
        raise BadFile(*(f"{problem.field}: {problem.message}" for problem in problems))
    return entry


def _words(row: Any) -> dict[str, str]:
    """All that an entry says besides its fields."""
    entry_files.check_names(row, known=_NAMES, needed=("name", "text"))
    words = {name: value for name, value in row.items() if name != "fields"}
    wrong = [name for name, value in words.items() if not isinstance(value, str)]
    entry_files.refuse("“{}” must be text.", wrong)
    return words


def _fields(rows: Any) -> Iterator[Field]:
    if not isinstance(rows, list):
        raise BadFile("“fields” must be a list.")
    for row in rows:
        if not isinstance(row, dict) or not all(isinstance(each, str) for each in row.values()):
            raise BadFile("each of “fields” must be an object of texts.")
        if "name" not in row or set(row) - {"name", "label", "default"}:
            raise BadFile("each of “fields” has a name, and may have a label and a default.")
        yield Field(
            name=row["name"],
            label=row.get("label") or row["name"],
            default=row.get("default", ""),
        )
