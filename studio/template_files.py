"""Templates as a JSON file: `{"templates": [{"name": …, "text": …}]}`, or the list alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from studio.models import PromptTemplate
from studio.models.prompt_template import Field
from studio.template_entries import TemplateEntry

MAX_ENTRIES = 500
MAX_BYTES = 1_000_000
_NAMES = frozenset(TemplateEntry.__slots__)


class BadFile(ValueError):
    """`problems` are sentences, each with the number of its entry, from 1."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def write(templates: Iterable[PromptTemplate]) -> str:
    entries = [TemplateEntry.of(template).as_json() for template in templates]
    return json.dumps({"templates": entries}, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> list[TemplateEntry]:
    """All entries of a file; raises BadFile with everything that is wrong with any of them."""
    rows = _rows(text)
    problems: list[str] = []
    entries: list[TemplateEntry] = []
    for number, row in enumerate(rows, start=1):
        try:
            entries.append(_entry(row))
        except BadFile as error:
            problems += [f"Entry {number}: {problem}" for problem in error.problems]
    if problems:
        raise BadFile(*problems)
    return entries


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
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(f"Line {error.lineno}: this is not JSON ({error.msg}).") from error
    except RecursionError as error:
        raise BadFile("This is nested too deeply.") from error
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
    if not isinstance(row, dict):
        raise BadFile("this is not an object.")
    words = {name: value for name, value in row.items() if name != "fields"}
    _refuse("there is no field “{}”.", sorted(set(row) - _NAMES))
    _refuse("“{}” is missing.", [name for name in ("name", "text") if name not in row])
    _refuse("“{}” must be text.", [name for name in words if not isinstance(words[name], str)])
    return words


def _refuse(sentence: str, names: Sequence[str]) -> None:
    """Raises BadFile with the first of the names that are wrong, if any is."""
    if names:
        raise BadFile(sentence.format(names[0]))


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
