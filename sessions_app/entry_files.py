"""A person's file of entries, taken in whole or not at all: what memories and templates share."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile

MAX_PROBLEMS = 20  # told at once

EntryT = TypeVar("EntryT")


class BadFile(ValueError):
    """`problems` are sentences, each with its line or the number of its entry, from 1."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def text_of(file: UploadedFile[bytes] | None, *, max_bytes: int) -> str:
    """What an uploaded file says; "" where no file was chosen.  Raises BadFile."""
    if file is None:
        return ""
    if (file.size or 0) > max_bytes:
        raise BadFile(f"The file is larger than {max_bytes // 1_000_000} MB.")
    try:
        data: bytes = file.read()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("The file is not text in UTF-8.") from error


def parsed(text: str) -> Any:
    """What the JSON says; raises BadFile with the line of a fault."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(f"Line {error.lineno}: this is not JSON ({error.msg}).") from error
    except (ValueError, RecursionError) as error:
        raise BadFile("This holds a number or a nesting that is too large.") from error


def read_all(rows: Iterable[tuple[str, Any]], read: Callable[[Any], EntryT]) -> list[EntryT]:
    """Every row, each with the place that a problem names; raises BadFile with all that is wrong.

    `read` makes an entry of a row and raises BadFile too.
    """
    problems: list[str] = []
    entries: list[EntryT] = []
    for place, row in rows:
        try:
            entries.append(read(row))
        except BadFile as error:
            problems += [f"{place}: {problem}" for problem in error.problems]
    if problems:
        more = len(problems) - MAX_PROBLEMS
        raise BadFile(*problems[:MAX_PROBLEMS], *([f"And {more:,} more."] if more > 0 else []))
    return entries


def check_names(row: Any, *, known: Collection[str], needed: Sequence[str]) -> None:
    """Raises BadFile for what is no object, has a field too many or one too few."""
    if not isinstance(row, dict):
        raise BadFile("this is not an object.")
    refuse("there is no field “{}”.", sorted(set(row) - set(known)))
    refuse("“{}” is missing.", [name for name in needed if name not in row])


def refuse(sentence: str, names: Sequence[str]) -> None:
    """Raises BadFile with the first of the names that are wrong, if any is."""
    if names:
        raise BadFile(sentence.format(names[0]))
