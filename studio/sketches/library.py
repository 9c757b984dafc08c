"""Drawings of a person's own: taken in, described, and told apart from what is there."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q

from gallery import imaging, storage
from gallery.models import Image
from gallery.texts import is_storable
from studio.models import SketchReference, SketchStyle
from studio.sketches import near_duplicates, styles

MAX_CAPTION_CHARACTERS = 300
MAX_TAGS, MAX_TAG_CHARACTERS = 20, 40

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Near:
    """A drawing that looks like the same one; `bits` of 256 differ."""

    reference: SketchReference
    bits: int


class Duplicate(ValueError):
    """The library has it already, or something very near; nothing was added."""

    def __init__(self, near: Near) -> None:
        super().__init__("This drawing, or one very like it, is in the library already.")
        self.near = near


class NoDrawing(ValueError):
    """There is no ink on it."""


class BadWords(ValueError):
    """`field` is caption or tags."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def add(
    image: Image, *, caption: str, tags: Sequence[str], by: AbstractBaseUser, keep: bool = False
) -> SketchReference:
    """`keep` takes it in although the library has one very like it.

    Raises Duplicate, NoDrawing, BadWords, and StorageError or BadImage where it cannot be read.
    """
    words, labels = clean_caption(caption), clean_tags(tags)
    dhash = near_duplicates.dhash256(imaging.inspect(storage.read(image.name)).pixels)
    if not dhash:
        raise NoDrawing("There is no line on this picture. Choose a drawing with dark lines.")
    same = SketchReference.objects.kept_by(by).filter(image=image).first()
    near = Near(same, 0) if same else nearest(dhash, by=by)
    if near and (same or not keep):
        raise Duplicate(near)
    made = SketchReference(owner_id=by.pk, image=image, caption=words, dhash256=dhash)
    made.tags = labels
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # the same click twice: the other one was quicker
        twin = SketchReference.objects.get(owner_id=by.pk, image=image)
        raise Duplicate(Near(twin, 0)) from None
    logger.info("sketch_reference.added id=%s by=%s", made.pk, by.pk)
    return made


@transaction.atomic
def describe(
    reference: SketchReference,
    *,
    caption: str,
    tags: Sequence[str],
    wanted: Iterable[SketchStyle],
    by: AbstractBaseUser,
) -> None:
    """Its words and the sets that it stands in; raises BadWords."""
    reference.caption, reference.tags = clean_caption(caption), clean_tags(tags)
    reference.save(update_fields=["caption", "tag_line"])
    styles.put_into(reference, wanted, by=by)


def nearest(dhash: str, *, by: AbstractBaseUser) -> Near | None:
    """The most alike of all that the person sees; None where none is near."""
    known = SketchReference.objects.visible_to(by).values_list("pk", "dhash256")
    apart = [(near_duplicates.bits_apart(dhash, other), pk) for pk, other in known]
    bits, pk = min(apart, default=(near_duplicates.BITS, 0))
    if bits > near_duplicates.NEAR_BITS:
        return None
    return Near(SketchReference.objects.for_cards().get(pk=pk), bits)


def clean_caption(caption: str) -> str:
    words = " ".join(caption.split())
    if len(words) > MAX_CAPTION_CHARACTERS:
        raise BadWords("caption", f"At most {MAX_CAPTION_CHARACTERS} characters fit.")
    if not is_storable(words):
        raise BadWords("caption", "This holds a character that cannot be stored. Remove it.")
    return words


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Small letters, each once."""
    labels = list(dict.fromkeys(label for tag in tags if (label := " ".join(tag.lower().split()))))
    if len(labels) > MAX_TAGS:
        raise BadWords("tags", f"At most {MAX_TAGS} tags fit; these are {len(labels)}.")
    if any(len(label) > MAX_TAG_CHARACTERS for label in labels):
        raise BadWords("tags", f"A tag has at most {MAX_TAG_CHARACTERS} characters.")
    if any("," in label or not is_storable(label) for label in labels):
        raise BadWords("tags", "This holds a character that cannot be stored. Remove it.")
    return labels


def in_use() -> Q:
    """Pictures that are references: the gallery's clean-up leaves them."""
    return Q(sketch_references__isnull=False)


def uses_of(image: Image) -> Iterator[str]:
    """For the question before a picture is deleted."""
    if SketchReference.objects.filter(image=image).exists():
        yield "It leaves the reference drawings of your sketches."
