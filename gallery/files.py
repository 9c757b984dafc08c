"""A file goes with its row, by whichever door the row goes: page, admin, clean-up, or its owner."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete

from gallery import storage
from gallery.models import Image, Rendition


def follow_rows() -> None:
    """Connect; called once the models are there."""
    for model in (Image, Rendition):
        post_delete.connect(_remove_file, sender=model, dispatch_uid=f"gallery.files.{model}")


def _remove_file(instance: Image | Rendition, **kwargs: Any) -> None:
    """Row first, file once that is sure: a file without a row harms nobody, the reverse does."""
    transaction.on_commit(lambda: storage.remove(instance.name))
