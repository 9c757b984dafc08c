"""Tags as people write them: names between commas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from taggit.models import Tag, TaggedItem

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
    """The person's own tags, by name: what another one calls things is nobody's business.

    Each tag is asked for one picture of theirs: of 30,000 uses all but one stay unread.
    """
    kind = ContentType.objects.get_for_model(Image)
    uses = TaggedItem.objects.filter(tag=OuterRef("pk"), content_type=kind)
    theirs = Image.objects.visible_to(user).filter(pk=OuterRef("object_id"))
    used = Tag.objects.filter(Exists(uses.filter(Exists(theirs))))
    return list(used.order_by("name").values_list("name", flat=True)[:SUGGESTED])


def context(image: Image) -> dict[str, Any]:
    """For `gallery/_tags.html`."""
    names = sorted(image.tags.names())
    return {"tags": names, "own_tags": [n for n in tags_of(image.owner) if n not in names]}
