from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gallery.models import Image


class SketchReferenceQuerySet(models.QuerySet["SketchReference"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> SketchReferenceQuerySet:
        """The person's own and the built-in ones; not those whose picture lies in the trash."""
        seen = Q(owner_id=user.pk) | Q(owner=None)
        return self.filter(seen, Q(image=None) | Q(image__trashed_at=None))

    def kept_by(self, user: AbstractBaseUser | AnonymousUser) -> SketchReferenceQuerySet:
        return self.filter(owner_id=user.pk, image__trashed_at=None)

    def searchable(self) -> SketchReferenceQuerySet:
        """Only what is described can be found by words."""
        return self.exclude(caption="").exclude(tag_line="")

    def for_cards(self) -> SketchReferenceQuerySet:
        """All that a card draws, in a fixed number of queries."""
        return self.select_related("image").prefetch_related("image__renditions")


class SketchReference(models.Model):
    """A drawing whose line a sketch may follow: built in, or a picture of the person's gallery.

    `tag_line` holds the tags between commas, so that the database can look for one of them.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sketch_references",
    )
    key = models.SlugField(max_length=60, unique=True, null=True, blank=True)  # of the built-in
    image = models.ForeignKey(
        Image, models.CASCADE, null=True, blank=True, related_name="sketch_references"
    )
    caption = models.CharField(max_length=300, blank=True)
    tag_line = models.CharField(max_length=1_000, blank=True)
    dhash256 = models.CharField(max_length=64, editable=False)  # hexadecimal
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SketchReferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sketch_reference_is_built_in_or_a_picture",
                condition=Q(owner=None, image=None, key__isnull=False)
                | Q(owner__isnull=False, image__isnull=False, key=None),
            ),
            models.UniqueConstraint(fields=["owner", "image"], name="sketch_reference_once"),
        ]

    def __str__(self) -> str:
        return self.caption or f"sketch reference {self.pk}"

    @property
    def word(self) -> str:
        """How records, answers and `metadata.json` name it."""
        return self.key or str(self.pk)

    @property
    def is_searchable(self) -> bool:
        return bool(self.caption and self.tag_line)

    @property
    def picture_url(self) -> str:
        """Small enough for a card; wants `for_cards()` when there are many."""
        if self.image is not None:
            return self.image.preview_url
        return reverse("studio:sketch_drawing", args=[self.key])

    @property
    def tags(self) -> list[str]:
        return [tag for tag in self.tag_line.split(",") if tag]

    @tags.setter
    def tags(self, tags: list[str]) -> None:
        self.tag_line = f",{','.join(tags)}," if tags else ""
