"""A shots file into its shots; every mistake is told with where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

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
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise ValueError("a path lies below the file's own folder")
        return path


class ShotsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    defaults: Settings = Settings()
    shots: list[Shot] = Field(min_length=1, max_length=MAX_SHOTS)


def read(file: Path) -> list[Shot]:
    """The shots, their defaults filled in; raises Unreadable."""
    said = _loaded(file)
    try:
        found = ShotsFile.model_validate(said)
    except ValidationError as error:
        lines = (f"{_where(each['loc'])}: {each['msg']}" for each in error.errors())
        raise Unreadable("\n".join(lines)) from error
    shots = [_with_defaults(shot, found.defaults) for shot in found.shots]
    for field in ("name", "path"):
        values = [getattr(shot, field) for shot in shots]
        if twice := {value for value in values if values.count(value) > 1}:
            raise Unreadable(f"Two shots have the {field} {sorted(twice)[0]}.")
    return shots


def _loaded(file: Path) -> Any:
    try:
        raw = file.read_bytes()
        if len(raw) > MAX_BYTES:
            raise Unreadable("The file is larger than 1 MB.")
        # All scalars stay text: YAML would read 16:9 as 969.  This loader makes nothing but text.
        return yaml.load(raw, Loader=yaml.BaseLoader)  # noqa: S506
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"{file} is no YAML: {error}") from error


def _with_defaults(shot: Shot, defaults: Settings) -> Shot:
    named = defaults.model_dump(exclude_defaults=True)
    return shot.model_copy(update={k: v for k, v in named.items() if not getattr(shot, k)})


def _where(location: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in location) or "the file"
