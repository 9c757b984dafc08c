"""Memories as a file: JSON (a list, or `{"memories": […]}`), or JSONL with one on each line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from sessions_app.memories.entries import MemoryEntry, clean_tags
from sessions_app.models import Memory, MemorySource, MemoryType

MAX_BYTES = 5_000_000
MAX_MEMORIES = 1_000
MAX_PROBLEMS = 20  # told at once
_TEXTS = ("title", "content", "context", "type")
_FIELDS = {*_TEXTS, "tags", "importance", "pinned"}


class BadFile(ValueError):
    """`problems` are sentences, each with its line or the number of its entry, from 1."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def read(text: str) -> list[MemoryEntry]:
    """All memories of a file; raises BadFile with what is wrong with any of them."""
    problems: list[str] = []
    entries: list[MemoryEntry] = []
    for place, row in _rows(text):
        try:
            entries.append(_entry(row))
        except BadFile as error:
            problems += [f"{place}: {problem}" for problem in error.problems]
    if problems:
        more = len(problems) - MAX_PROBLEMS
        raise BadFile(*problems[:MAX_PROBLEMS], *([f"And {more:,} more."] if more > 0 else []))
    if not entries:
        raise BadFile("This holds no memories.")
    if len(entries) > MAX_MEMORIES:
        raise BadFile(f"These are {len(entries):,} memories; {MAX_MEMORIES:,} fit into one file.")
    return entries


@transaction.atomic
def add(entries: Iterable[MemoryEntry], *, owner: User) -> int:
    """Store them as the person's own and tell how many were new."""
    kept = Memory.objects.visible_to(owner).select_for_update()
    known = set(kept.values_list("checksum", flat=True))
    new = {each.checksum: each for each in entries if each.checksum not in known}
    rows = [each.write(Memory(owner=owner, source=MemorySource.IMPORT)) for each in new.values()]
    return len(Memory.objects.bulk_create(rows))


def write(memories: Iterable[Memory]) -> str:
    """As JSON that `read` takes."""
    rows = [
        {name: getattr(memory, name) for name in (*_TEXTS, "tags", "importance", "pinned")}
        for memory in memories
    ]
    return json.dumps({"memories": rows}, ensure_ascii=False, indent=2) + "\n"


def _rows(text: str) -> Iterator[tuple[str, Any]]:
    """Each entry with the place that a problem names."""
    if _is_lines(text):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield f"Line {number}", _line(line)
        return
    found = _parsed(text)
    rows = found.get("memories", [found]) if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise BadFile("This holds no list of memories.")
    for number, row in enumerate(rows, start=1):
        yield f"Entry {number}", row


def _is_lines(text: str) -> bool:
    """Whether the first line is an object of its own and something follows it."""
    lines = text.strip().split("\n", 1)
    if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
        return False
    try:
        json.loads(lines[0])
    except ValueError:
        return lines[0].rstrip().endswith("}")  # a broken line among lines
    return True


def _line(text: str) -> Any:
    """What is wrong with it stands in its place, so that the other lines are read too."""
    try:
        return _parsed(text)
    except BadFile:
        return BadFile("this is not JSON.")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(f"Line {error.lineno}: this is not JSON ({error.msg}).") from error
    except RecursionError as error:
        raise BadFile("This is nested too deeply.") from error


def _entry(row: Any) -> MemoryEntry:
    if isinstance(row, BadFile):
        raise row
    if not isinstance(row, dict):
        raise BadFile("this is not an object.")
    if unknown := sorted(set(row) - _FIELDS):
        raise BadFile(f"there is no field “{unknown[0]}”.")
    if "content" not in row:
        raise BadFile("“content” is missing.")
    _check_types(row)
    kind = str(row.get("type") or "").strip().lower()
    entry = MemoryEntry(
        content=row["content"],
        title=row.get("title") or "",
        context=row.get("context") or "",
        type=kind if kind in MemoryType.values else MemoryType.GENERAL,
        tags=clean_tags(row.get("tags") or ()),
        importance=row.get("importance"),
        pinned=bool(row.get("pinned")),
    )
    if problems := entry.problems():
        raise BadFile(*(f"{problem.field}: {problem.message}" for problem in problems))
    return entry


def _check_types(row: dict[str, Any]) -> None:
    for name in _TEXTS:
        if not isinstance(row.get(name) or "", str):
            raise BadFile(f"“{name}” must be text.")
    tags, importance = row.get("tags") or [], row.get("importance")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise BadFile("“tags” must be a list of texts.")
    if importance is not None and type(importance) is not int:
        raise BadFile("“importance” must be a whole number.")
    if not isinstance(row.get("pinned") or False, bool):
        raise BadFile("“pinned” must be true or false.")
