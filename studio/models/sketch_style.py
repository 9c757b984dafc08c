from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gallery.ids import as_id
from studio.models.sketch_reference import SketchReference


class SketchStyleQuerySet(models.QuerySet["SketchStyle"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> SketchStyleQuerySet:
        """The person's own and the built-in ones."""
        return self.filter(Q(owner_id=user.pk) | Q(owner=None), archived=False)

    def kept_by(self, user: AbstractBaseUser | AnonymousUser) -> SketchStyleQuerySet:
        """Those that the person may change, deleted ones too."""
        return self.filter(owner_id=user.pk)

    def own_first(self) -> SketchStyleQuerySet:
        """The person's own, the newest first, then the built-in ones in their order."""
        return self.order_by(F("owner").asc(nulls_last=True), "position", "-pk")

    def for_cards(self) -> SketchStyleQuerySet:
        """All that a card draws, in a fixed number of queries."""
        drawn = self.select_related("exemplar__image")
        return drawn.prefetch_related("exemplar__image__renditions")

    def named(self, word: str, *, by: AbstractBaseUser) -> SketchStyle | None:
        """The one that `word` means to this person: its key, or its id in digits."""
        seen = self.visible_to(by)
        pk = as_id(word)
        return seen.filter(key=word).first() or (seen.filter(pk=pk).first() if pk else None)


class SketchStyle(models.Model):
    """A house style of sketches; without an owner it is built in, and nobody edits it.

    `record` holds what `studio.sketches.records` reads: all of the normative record but what has a
    column here.  Every edit raises `version`, and keeps what it was before as a `StyleVersion`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sketch_styles",
    )
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=400, blank=True)
    record = models.JSONField(default=dict)
    feedback_summary = models.TextField(blank=True)  # what was learned from the owner's comments
    references = models.ManyToManyField(
        SketchReference, through="StyleReference", related_name="styles"
    )
    exemplar = models.ForeignKey(
        SketchReference, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)  # of the built-in ones
    archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SketchStyleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="style_key_once_an_owner"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(owner=None), name="style_key_once_built_in"
            ),
            models.CheckConstraint(name="style_versions_begin_at_one", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_built_in(self) -> bool:
        return self.owner_id is None


class StyleReference(models.Model):
    """A drawing in a style's set, or one that the style must not use.

    A person's own drawing may stand in the set of a built-in style: nobody else sees it there.
    """

    style = models.ForeignKey(SketchStyle, models.CASCADE, related_name="members")
    reference = models.ForeignKey(SketchReference, models.CASCADE, related_name="memberships")
    excluded = models.BooleanField(default=False)  # "do not use"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["style", "reference"], name="reference_once_a_style"),
        ]

    def __str__(self) -> str:
        return f"reference {self.reference_id} of style {self.style_id}"


class StyleVersion(models.Model):
    """A style as it was: the whole normative record, readable when the style has moved on."""

    style = models.ForeignKey(SketchStyle, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    record = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["style", "number"], name="style_version_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of style {self.style_id}"
