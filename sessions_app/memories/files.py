"""Memories as a file: JSON (a list, or `{"memories": […]}`), or JSONL with one on each line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from sessions_app import entry_files
from sessions_app.entry_files import BadFile
from sessions_app.memories.entries import MemoryEntry, clean_tags
from sessions_app.models import Memory, MemorySource, MemoryType

MAX_BYTES = 5_000_000
MAX_MEMORIES = 1_000
_TEXTS = ("title", "content", "context", "type")
_FIELDS = {*_TEXTS, "tags", "importance", "pinned"}


def read(text: str) -> list[MemoryEntry]:
    """All memories of a file; raises BadFile with what is wrong with any of them."""
    entries = entry_files.read_all(_rows(text), _entry)
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
    found = entry_files.parsed(text)
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
        return entry_files.parsed(text)
    except BadFile:
        return BadFile("this is not JSON.")


def _entry(row: Any) -> MemoryEntry:
    if isinstance(row, BadFile):
        raise row
    entry_files.check_names(row, known=_FIELDS, needed=("content",))
    for name, (fits, demand) in _KINDS.items():
        if not fits(row.get(name)):
            raise BadFile(f"“{name}” {demand}.")
    words = {name: row.get(name) or "" for name in _TEXTS}
    kind = words["type"].strip().lower()
    entry = MemoryEntry(
        content=words["content"],
        title=words["title"],
        context=words["context"],
        type=kind if kind in MemoryType.values else MemoryType.GENERAL,
        tags=clean_tags(row.get("tags") or ()),
        importance=row.get("importance"),
        pinned=bool(row.get("pinned")),
    )
    if problems := entry.problems():
        raise BadFile(*(f"{problem.field}: {problem.message}" for problem in problems))
    return entry


def _is_text(value: object) -> bool:
    return not value or isinstance(value, str)


def _is_list_of_texts(value: object) -> bool:
    return not value or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def _is_whole_number(value: object) -> bool:
    return value is None or type(value) is int


def _is_yes_or_no(value: object) -> bool:
    return not value or isinstance(value, bool)


# What stands in each field where it is there at all, and what is said where it does not.
_KINDS: dict[str, tuple[Callable[[object], bool], str]] = {
    **dict.fromkeys(_TEXTS, (_is_text, "must be text")),
    "tags": (_is_list_of_texts, "must be a list of texts"),
    "importance": (_is_whole_number, "must be a whole number"),
    "pinned": (_is_yes_or_no, "must be true or false"),
}
