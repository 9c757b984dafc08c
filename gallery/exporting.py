"""What a download starts with.  Whoever knows the person's wish adds it from its `apps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.forms import DEFAULT_QUALITY, ORIGINAL, DownloadForm


@dataclass(frozen=True, slots=True)
class ExportWish:
    """`format` is one of the download form's choices."""

    format: str = ORIGINAL
    quality: int = DEFAULT_QUALITY


WISHES: list[Callable[[AbstractBaseUser], ExportWish]] = []


def download_form_of(user: AbstractBaseUser) -> DownloadForm:
    wish = next((of(user) for of in WISHES), ExportWish())
    return DownloadForm(initial={"format": wish.format, "quality": wish.quality})
