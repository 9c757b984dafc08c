"""The mark beside each picture that was made for a shots file.

`kettle.jpg` has its mark in `.kettle.jpg.shot`: the hash of what was asked for, that of the file's
bytes, so that a picture which somebody changed or lost is made anew, and the name of the shots
file, so that a picture which it names no longer can be told.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ENDING = ".shot"


@dataclass(frozen=True, slots=True)
class Mark:
    asked: str
    sha256: str
    made_for: str = ""  # "" in marks of before


def at(path: Path) -> Mark | None:
    """None where the picture has no mark that can be read."""
    try:
        told = json.loads(words_at(path))
        return Mark(told["asked"], told["sha256"], told.get("made_for", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def words_at(path: Path) -> str:
    """As they stand in its file, "" where there is none."""
    try:
        return _file_of(path).read_text(errors="replace")
    except OSError:
        return ""


def is_whole(path: Path, mark: Mark) -> bool:
    """Nobody has changed the picture since."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == mark.sha256
    except OSError:
        return False


def of(folder: Path, made_for: str) -> Iterator[tuple[Path, Mark]]:
    """The marked pictures of one shots file, in its folder and below."""
    for place, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for name in files:
            if not (name.startswith(".") and name.endswith(ENDING)):
                continue
            path = Path(place) / name[1 : -len(ENDING)]
            mark = at(path)
            if mark is not None and mark.made_for == made_for and path.is_file():
                yield path, mark


def write(path: Path, data: bytes, *, asked: str, made_for: str) -> None:
    """The picture at its path, then its mark; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    mark = Mark(asked, hashlib.sha256(data).hexdigest(), made_for)
    _file_of(path).write_text(json.dumps(asdict(mark)) + "\n")


def move(source: Path, path: Path) -> None:
    """A picture with its mark; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source.replace(path)
    _file_of(source).replace(_file_of(path))


def _file_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{ENDING}")
