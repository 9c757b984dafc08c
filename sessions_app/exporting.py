"""The format in which a person wants downloads, for the gallery."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.exporting import ExportWish
from sessions_app.models import Preferences


def wish_of(user: AbstractBaseUser) -> ExportWish:
    chosen = Preferences.of(user)
    return ExportWish(format=chosen.export_format, quality=chosen.export_quality)
