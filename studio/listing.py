"""A list of prompts as text, read into rows; pure.

Lines, CSV with a header, or JSON: which one it is, the text itself shows.  A row with choices in
braces becomes one row for each of them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from studio.wildcards import BadBraces, Pattern, escaped

MAX_PICTURES = 1000  # of one list, and of any one submit
COLUMNS = ("prompt", "aspect_ratio", "resolution", "model", "count", "name", "priority")

_COMMENT = "#"
_DELIMITERS = ",;\t|"
_KNOWN = ", ".join(COLUMNS)
# A prompt may begin with a bracket as well; what begins like this is meant as JSON.
_JSON_START = re.compile(r'\s*(\[\s*("|\{\s*")|\{\s*"prompts")')
_COUNT = re.compile(r"[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One prompt with what its row said; "" and None where it said nothing."""

    number: int  # of its line, row or entry, from 1
    prompt: str
    name: str = ""
    model: str = ""
    aspect_ratio: str = ""
    resolution: str = ""
    count: int | None = None
    priority: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a row; `number` 0 stands for the whole list."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows in their order, choices expanded, and all that is wrong with them."""

    unit: str  # what one of them is called: Line, Row, Entry
    items: list[Item]
    faults: list[Fault] = field(default_factory=list)


_Said = Mapping[str, Any] | str  # what a row holds, or why it cannot be taken as it is


class _Unreadable(Exception):
    """str() says why."""


def parse(text: str, *, file_name: str = "") -> Listing:
    """Never raises: what cannot be read is a fault at its row."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")
    ending = file_name.lower().rpartition(".")[2]
    if ending == "json" or _JSON_START.match(text):
        return _expanded(_from_json(text))
    if ending in {"csv", "tsv"} or _has_header(text):
        return _expanded(_from_csv(text))
    return _expanded(_from_lines(text))


def decode(data: bytes) -> str:
    """A file's bytes as text; raises ValueError with a sentence for people."""
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("This file is not text in UTF-8. Save it as UTF-8.") from error


def as_csv(items: Iterable[Item]) -> str:
    """The list as `parse` reads it; columns that say nothing are left out."""
    rows = [{name: getattr(item, name) or "" for name in COLUMNS} for item in items]
    for row in rows:
        row["prompt"] = escaped(row["prompt"])
    names = [name for name in COLUMNS if any(row[name] for row in rows)]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# --- Lines


def _from_lines(text: str) -> Listing:
    lines = enumerate((line.strip() for line in text.split("\n")), start=1)
    said = ((number, {"prompt": line}) for number, line in lines if line)
    return _read("Line", (each for each in said if not each[1]["prompt"].startswith(_COMMENT)))


# --- CSV


def _has_header(text: str) -> bool:
    names = _names(text.lstrip().partition("\n")[0])
    return "prompt" in names and all(name in COLUMNS for name in names)


def _from_csv(text: str) -> Listing:
    names = _names(text.lstrip("\n").partition("\n")[0])
    if faults := list(_faults_of_header(names)):
        return Listing("Row", [], faults)
    try:
        records = list(enumerate(_records(text), start=1))
    except csv.Error as error:
        return Listing("Row", [], [Fault(0, f"This is not valid CSV: {error}.")])
    filled = [(number, cells) for number, cells in records if any(map(str.strip, cells))]
    return _read("Row", ((number, _row(names, cells)) for number, cells in filled[1:]))


def _records(text: str) -> Iterator[list[str]]:
    header = text.lstrip("\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _names(header: str) -> list[str]:
    """The columns that the first row names, "Aspect ratio" as `aspect_ratio`."""
    cells = next(_records(header), [])
    return [re.sub(r"[\s-]+", "_", cell.strip().lower()) for cell in cells]


def _faults_of_header(names: Sequence[str]) -> Iterator[Fault]:
    if "prompt" not in names:
        yield Fault(1, f"The first row must name the columns, one of them prompt: {_KNOWN}.")
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            yield Fault(1, f"There is no column “{name}”. The columns are {_KNOWN}.")
        elif names.count(name) > 1:
            yield Fault(1, f"The column “{name}” stands there twice.")


def _row(names: Sequence[str], cells: Sequence[str]) -> _Said:
    if len(cells) > len(names):
        return "It has more cells than the first row. Put quotes around text that holds commas."
    return dict(zip(names, cells, strict=False))


# --- JSON


def _from_json(text: str) -> Listing:
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        return _whole(f"This is not valid JSON, from line {error.lineno}, column {error.colno} on.")
    except (ValueError, RecursionError):
        return _whole("This JSON holds a number or a nesting that is too large.")
    if isinstance(said, dict):
        said = said.get("prompts")
    if not isinstance(said, list):
        return _whole("The JSON must be a list of prompts, or an object with “prompts”.")
    return _read("Entry", ((number, _entry(each)) for number, each in enumerate(said, start=1)))


def _whole(message: str) -> Listing:
    return Listing("Entry", [], [Fault(0, message)])


def _entry(said: object) -> _Said:
    if isinstance(said, str):
        return {"prompt": said}
    if not isinstance(said, dict):
        return "It is neither a text nor an object."
    if unknown := [name for name in said if name not in COLUMNS]:
        return f"There is no “{unknown[0]}”. The names are {_KNOWN}."
    return said


# --- Rows


def _read(unit: str, rows: Iterable[tuple[int, _Said]]) -> Listing:
    listing = Listing(unit, [])
    for number, said in rows:
        try:
            listing.items.append(_item(number, said))
        except _Unreadable as error:
            listing.faults.append(Fault(number, str(error)))
    return listing


def _item(number: int, said: _Said) -> Item:
    if isinstance(said, str):
        raise _Unreadable(said)
    words = {name: _word(name, value) for name, value in said.items() if name != "count"}
    if not words.get("prompt"):
        raise _Unreadable("It has no prompt.")
    return Item(number=number, count=_count(said.get("count")), **words)


def _word(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Unreadable(f"Its {name} is not a text.")
    return value.strip()


def _count(value: object) -> int | None:
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    if not _COUNT.fullmatch(text):
        raise _Unreadable(f"“{text[:20]}” is not a number of pictures.")
    return int(text)


# --- Choices


def _expanded(listing: Listing) -> Listing:
    """Rows with choices become several, as long as all fit into one batch."""
    items: list[Item] = []
    faults = list(listing.faults)
    pictures = 0
    for item in listing.items:
        try:
            pattern = Pattern(item.prompt)
        except BadBraces as error:
            faults.append(Fault(item.number, str(error)))
            items.append(item)
            continue
        pictures += pattern.count * (item.count or 1)
        fits = pictures <= MAX_PICTURES
        items += [replace(item, prompt=each) for each in pattern.prompts()] if fits else [item]
    if pictures > MAX_PICTURES:
        message = f"The list makes {pictures:,} pictures; {MAX_PICTURES:,} fit into one batch."
        faults.insert(0, Fault(0, message))
    return Listing(listing.unit, items, faults)
