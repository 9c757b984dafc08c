"""Which shots are new, changed, moved, or as they were: told by the marks beside the pictures."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser

from gallery import intake
from studio import estimating
from studio.requesting import GenerationRequest, RequestRefused
from studio.shots import marks
from studio.shots.marks import Mark
from studio.shots.reading import Shot, Unreadable

ZERO = Decimal(0)


class Act(Enum):
    ADD = "add"
    CHANGE = "change"
    MOVE = "move"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one shot; `asked` is the hash of what its picture is made from.

    `source` is where a picture that is to be moved lies now.
    """

    shot: Shot
    act: Act
    path: Path
    asked: str
    request: GenerationRequest
    cost_usd: Decimal = ZERO
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`left` are pictures of shots that the file no longer names; they stay where they are."""

    steps: list[Step]
    left: list[Path]

    @property
    def wanted(self) -> list[Step]:
        """Those whose pictures have to be made."""
        return [step for step in self.steps if step.act in (Act.ADD, Act.CHANGE)]


def plan(shots: Sequence[Shot], file: Path, *, by: AbstractBaseUser) -> Plan:
    """Costs nothing, though reference files enter the gallery.  Raises Unreadable: every reason."""
    folder, named = file.parent, {file.parent / shot.path for shot in shots}
    lost = {at: mark for at, mark in marks.of(folder, file.name) if at not in named}
    steps, problems = [], []
    for shot in shots:
        try:
            steps.append(_step(shot, folder, lost, by))
        except Unreadable as error:
            problems.append(str(error))
        except (OSError, ValueError) as error:  # a name that no file may have
            problems.append(f"{shot.name}: {error}.")
    if problems:
        raise Unreadable("\n".join(problems))
    return Plan(steps, sorted(lost))


def key_of(steps: Sequence[Step], name: str) -> str:
    """The same for the same work on the same files, so that an apply which broke off goes on.

    What was made since changes the marks that lie beside the pictures, and so the key.
    """
    said = [[repr(step.request), step.asked, marks.words_at(step.path)] for step in steps]
    return f"apply-{hashlib.sha256(json.dumps([name, said]).encode()).hexdigest()}"


def _step(shot: Shot, folder: Path, lost: dict[Path, Mark], by: AbstractBaseUser) -> Step:
    """What was lost and is found again here is taken out of `lost`."""
    path = folder / shot.path
    _want_writable(shot, path)
    pictures = [_bytes_of(shot, folder / each) for each in shot.references]
    asked = _hash_of(shot, pictures)
    step = Step(shot, _act(path, asked), path, asked, GenerationRequest(prompt=shot.prompt))
    if step.act is Act.KEEP:
        return step
    if step.act is Act.ADD and (source := _found_again(asked, lost)):
        del lost[source]
        return replace(step, act=Act.MOVE, source=source)
    request = GenerationRequest(
        prompt=shot.prompt,
        name=shot.name,
        model=shot.model,
        aspect_ratio=shot.aspect_ratio,
        resolution=shot.resolution,
        reference_image_ids=tuple(_taken(shot, data, by) for data in pictures),
    )
    return replace(step, request=request, cost_usd=_price_usd(shot, request, by))


def _act(path: Path, asked: str) -> Act:
    if not path.is_file():
        return Act.ADD
    mark = marks.at(path)
    is_kept = mark is not None and mark.asked == asked and marks.is_whole(path, mark)
    return Act.KEEP if is_kept else Act.CHANGE


def _found_again(asked: str, lost: dict[Path, Mark]) -> Path | None:
    """Where this very picture lies, made for a shot that has another path now."""
    found: Iterator[Path] = (
        at for at, mark in lost.items() if mark.asked == asked and marks.is_whole(at, mark)
    )
    return next(found, None)


def _want_writable(shot: Shot, path: Path) -> None:
    """Before anything is paid for."""
    if path.is_dir():
        raise Unreadable(f"{shot.name}: {path} is a folder.")
    above = next(each for each in path.parents if each.exists())
    if not above.is_dir():
        raise Unreadable(f"{shot.name}: {above} is no folder.")
    if not os.access(above, os.W_OK):
        raise Unreadable(f"{shot.name}: {above} may not be written to.")


def _price_usd(shot: Shot, request: GenerationRequest, by: AbstractBaseUser) -> Decimal:
    try:
        return estimating.estimate([request], by=by).cost_usd
    except RequestRefused as error:
        raise Unreadable(f"{shot.name}: {error}") from error


def _hash_of(shot: Shot, pictures: Sequence[bytes]) -> str:
    """Of all that the picture depends on: not its name, nor where it lies."""
    said = shot.model_dump(include={"prompt", "model", "aspect_ratio", "resolution"})
    hashes = [hashlib.sha256(data).hexdigest() for data in pictures]
    whole = json.dumps([said, hashes], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _bytes_of(shot: Shot, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{shot.name}: {path} cannot be read: {error.strerror}.") from error


def _taken(shot: Shot, data: bytes, by: AbstractBaseUser) -> int:
    try:
        return intake.upload(data, owner=by).pk
    except (intake.BadImage, intake.StorageError) as error:
        raise Unreadable(f"{shot.name}: A reference cannot be used: {error}") from error
