"""Which shots are new, changed, or as they were: told by a mark of content beside each picture.

`kettle.jpg` has its mark in `.kettle.jpg.shot`: the hash of what was asked for and that of the
file's bytes, so that a picture which somebody changed or lost is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser

from gallery import intake
from studio import estimating
from studio.requesting import GenerationRequest, RequestRefused
from studio.shots.reading import Shot, Unreadable

ZERO = Decimal(0)


class Act(Enum):
    ADD = "add"
    CHANGE = "change"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one shot; `mark` is what its picture is made from."""

    shot: Shot
    act: Act
    path: Path
    mark: str
    request: GenerationRequest
    cost_usd: Decimal = ZERO


def plan(shots: Sequence[Shot], *, folder: Path, by: AbstractBaseUser) -> list[Step]:
    """Costs nothing, though reference files enter the gallery; raises Unreadable."""
    return [_step(shot, folder, by) for shot in shots]


def write(step: Step, data: bytes) -> None:
    """The picture at its path, then its mark."""
    step.path.parent.mkdir(parents=True, exist_ok=True)
    part = step.path.with_name(f".{step.path.name}.part")
    part.write_bytes(data)
    part.replace(step.path)
    told = {"asked": step.mark, "sha256": hashlib.sha256(data).hexdigest()}
    _mark_file(step.path).write_text(json.dumps(told) + "\n")


def key_of(steps: Sequence[Step], name: str) -> str:
    """The same for the same work on the same files, so that an apply which broke off goes on.

    What was made since changes the marks that lie beside the pictures, and so the key.
    """
    said = [[repr(step.request), step.mark, _told(step.path)] for step in steps]
    return f"apply-{hashlib.sha256(json.dumps([name, said]).encode()).hexdigest()}"


def _told(path: Path) -> str:
    try:
        return _mark_file(path).read_text(errors="replace")
    except OSError:
        return ""


def _step(shot: Shot, folder: Path, by: AbstractBaseUser) -> Step:
    path = folder / shot.path
    pictures = [_bytes_of(folder / each) for each in shot.references]
    mark = _mark_of(shot, pictures)
    act = _act(path, mark)
    if act is Act.KEEP:
        return Step(shot, act, path, mark, GenerationRequest(prompt=shot.prompt))
    request = GenerationRequest(
        prompt=shot.prompt,
        name=shot.name,
        model=shot.model,
        aspect_ratio=shot.aspect_ratio,
        resolution=shot.resolution,
        reference_image_ids=tuple(_taken(data, by) for data in pictures),
    )
    return Step(shot, act, path, mark, request, _price_usd(shot, request, by))


def _price_usd(shot: Shot, request: GenerationRequest, by: AbstractBaseUser) -> Decimal:
    try:
        return estimating.estimate([request], by=by).cost_usd
    except RequestRefused as error:
        raise Unreadable(f"{shot.name}: {error}") from error


def _act(path: Path, mark: str) -> Act:
    if not path.is_file():
        return Act.ADD
    try:
        told = json.loads(_mark_file(path).read_text())
    except (OSError, ValueError):
        return Act.CHANGE
    is_whole = told.get("sha256") == hashlib.sha256(path.read_bytes()).hexdigest()
    return Act.KEEP if is_whole and told.get("asked") == mark else Act.CHANGE


def _mark_of(shot: Shot, pictures: Sequence[bytes]) -> str:
    """Of all that the picture depends on: not its name, nor where it lies."""
    said = shot.model_dump(include={"prompt", "model", "aspect_ratio", "resolution"})
    hashes = [hashlib.sha256(data).hexdigest() for data in pictures]
    whole = json.dumps([said, hashes], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _mark_file(path: Path) -> Path:
    return path.with_name(f".{path.name}.shot")


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error


def _taken(data: bytes, by: AbstractBaseUser) -> int:
    try:
        return intake.upload(data, owner=by).pk
    except (intake.BadImage, intake.StorageError) as error:
        raise Unreadable(f"A reference cannot be used: {error}") from error
