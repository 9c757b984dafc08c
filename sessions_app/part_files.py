"""Files that belong to parts of messages alone: drafts, and pictures of thoughts."""

from __future__ import annotations

from django.db import transaction

from gallery import storage
from sessions_app.models import MessagePart


def remove_file(instance: MessagePart, **kwargs: object) -> None:
    """Gone with its part; a picture of the gallery has its own life."""
    if name := instance.name:
        transaction.on_commit(lambda: storage.remove(name))


def named_by_parts(names: set[str]) -> set[str]:
    """Which of these files a part holds."""
    return set(MessagePart.objects.filter(name__in=names).values_list("name", flat=True))
