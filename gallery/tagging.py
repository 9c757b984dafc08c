"""Tags as people write them: names between commas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from taggit.models import Tag

from gallery.models import Image

MAX_TAGS = 50  # of one picture, as over the API
MAX_CHARACTERS = 100
SUGGESTED = 200


class BadTag(ValueError):
    """The text is a sentence for the person."""


def names_in(text: str) -> list[str]:
    """The names in "sea, lights, sea", each once.  Raises BadTag."""
    names = list(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))
    if any("\0" in name for name in names):
        raise BadTag("A tag holds a character that cannot be kept.")
    if any(len(name) > MAX_CHARACTERS for name in names):
        raise BadTag(f"A tag has up to {MAX_CHARACTERS} characters.")
    return names


def add(image: Image, names: Iterable[str]) -> None:
    """Raises BadTag where the picture would have too many."""
    wanted = {*image.tags.names(), *names}
    if len(wanted) > MAX_TAGS:
        raise BadTag(f"A picture has up to {MAX_TAGS} tags.")
    image.tags.add(*names)


def tags_of(user: AbstractBaseUser) -> list[str]:
    """The person's own tags, by name: what another one calls things is nobody's business."""
    own = Tag.objects.filter(image__owner_id=user.pk, image__trashed_at__isnull=True)
    return list(own.order_by("name").values_list("name", flat=True).distinct()[:SUGGESTED])


def context(image: Image) -> dict[str, Any]:
    """For `gallery/_tags.html`."""
    names = sorted(image.tags.names())
    return {"tags": names, "own_tags": [n for n in tags_of(image.owner) if n not in names]}
