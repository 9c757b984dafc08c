"""Several files at once: each succeeds or fails for itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile

from gallery import imaging, intake
from gallery.models import Image


@dataclass(frozen=True, slots=True)
class UploadProblem:
    file_name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose very bytes were in the gallery already."""

    file_name: str
    image: Image


@dataclass(frozen=True, slots=True)
class Uploads:
    """`images` are all that can be used, in order; `known` are those among them that were there."""

    images: list[Image] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    problems: list[UploadProblem] = field(default_factory=list)

    @property
    def added(self) -> list[Image]:
        there = {each.image.pk for each in self.known}
        return [each for each in self.images if each.pk not in there]


def take_in(files: Iterable[UploadedFile[bytes]], *, owner: AbstractBaseUser) -> Uploads:
    """Every picture that can be used; what cannot is told with its file's name."""
    uploads = Uploads()
    for file in files:
        name = file.name or "This file"
        try:
            _take(file, name, owner, uploads)
        except (intake.BadImage, intake.StorageError) as error:
            uploads.problems.append(UploadProblem(name, str(error)))
    return uploads


def _take(file: UploadedFile[bytes], name: str, owner: AbstractBaseUser, uploads: Uploads) -> None:
    if (file.size or 0) > intake.MAX_UPLOAD_BYTES:
        raise imaging.too_many_bytes(intake.MAX_UPLOAD_BYTES)
    data = file.read()
    known = intake.known(data, owner=owner)
    if known is not None:
        uploads.known.append(Known(name, known))
    uploads.images.append(known or intake.add(data, owner=owner))
