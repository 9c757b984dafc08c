"""A shots file into its shots; every mistake is told with where it stands."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from gallery.api import sentences
from studio.shots import yaml_lines
from studio.shots.yaml_lines import BadYaml, Location

MAX_SHOTS = 500
MAX_BYTES = 1_000_000


class Unreadable(ValueError):
    """The words are for people."""


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    model: str = ""
    aspect_ratio: str = ""
    resolution: str = ""
    references: list[str] = Field(default=[], max_length=14)


class Shot(Settings):
    """One picture: what it shows, and where its file lies, both from the file's own folder."""

    name: str = Field(min_length=1, max_length=100)
    prompt: str = Field(min_length=1, max_length=16_000)
    path: str = Field(min_length=1, max_length=300)

    @field_validator("path")
    @classmethod
    def _stays_below(cls, path: str) -> str:
        """One spelling, so that two shots with one file are seen."""
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise ValueError("It must lie below the file's own folder.")
        if not Path(path).name or path.endswith("/") or not path.isprintable():
            raise ValueError("It must name a file.")
        return posixpath.normpath(path)


class ShotsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    defaults: Settings = Settings()
    shots: list[Shot] = Field(min_length=1, max_length=MAX_SHOTS)


def read(file: Path) -> list[Shot]:
    """The shots, their defaults filled in; raises Unreadable."""
    raw = _bytes_of(file)
    try:
        said, lines = yaml_lines.load(raw)
        found = ShotsFile.model_validate(said)
    except BadYaml as error:
        raise Unreadable(f"{file.name} is no YAML: {error}") from error
    except ValidationError as error:
        told = (_sentence(each, lines) for each in error.errors())
        raise Unreadable("\n".join(f"{file.name}, {each}" for each in told)) from error
    shots = [_with_defaults(shot, found.defaults) for shot in found.shots]
    if clashes := list(_clashes(shots, file, lines)):
        raise Unreadable("\n".join(f"{file.name}, {each}" for each in clashes))
    return shots


def _bytes_of(file: Path) -> bytes:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.") from error
    if len(raw) > MAX_BYTES:
        raise Unreadable("The file is larger than 1 MB.")
    return raw


def _with_defaults(shot: Shot, defaults: Settings) -> Shot:
    named = defaults.model_dump(exclude_defaults=True)
    return shot.model_copy(update={k: v for k, v in named.items() if not getattr(shot, k)})


def _clashes(shots: list[Shot], file: Path, lines: dict[Location, int]) -> Iterator[str]:
    """What two shots cannot share, and what no picture may take the place of."""
    for field in ("name", "path"):
        seen: dict[str, int] = {}
        for index, shot in enumerate(shots):
            value = getattr(shot, field)
            line = _line(("shots", index, field), lines)
            if value in seen:
                yield f"{line}: Two shots have the {field} {value}."
            seen[value] = index
    paths = {shot.path for shot in shots}
    for index, shot in enumerate(shots):
        line = _line(("shots", index, "path"), lines)
        if shot.path == file.name:
            yield f"{line}: {shot.name} would take the place of this very file."
        if shot.path in map(posixpath.normpath, shot.references):
            yield f"{line}: {shot.name} would take the place of its own reference."
        if above := paths & {str(each) for each in Path(shot.path).parents}:
            yield f"{line}: {shot.name} lies below {above.pop()}, which is another's picture."


def _sentence(error: ErrorDetails, lines: dict[Location, int]) -> str:
    where = ".".join(str(step) for step in error["loc"]) or "the file"
    return f"{_line(error['loc'], lines)}: {where}: {sentences.of(error)}"


def _line(location: Location, lines: dict[Location, int]) -> str:
    """Of the place itself, or of what it would stand in."""
    while location and location not in lines:
        location = location[:-1]
    return f"line {lines.get(location, 1)}"
