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
class Uploads:
    images: list[Image] = field(default_factory=list)
    problems: list[UploadProblem] = field(default_factory=list)


def take_in(files: Iterable[UploadedFile[bytes]], *, owner: AbstractBaseUser) -> Uploads:
    """Every picture that can be used; what cannot is told with its file's name."""
    uploads = Uploads()
    for file in files:
        try:
            uploads.images.append(_take(file, owner))
        except (intake.BadImage, intake.StorageError) as error:
            uploads.problems.append(UploadProblem(file.name or "This file", str(error)))
    return uploads


def _take(file: UploadedFile[bytes], owner: AbstractBaseUser) -> Image:
    if (file.size or 0) > intake.MAX_UPLOAD_BYTES:
        raise imaging.too_many_bytes(intake.MAX_UPLOAD_BYTES)
    return intake.upload(file.read(), owner=owner)
