from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from studio.models.batch import Batch
from studio.models.sketch_style import SketchStyle


class SketchMode(models.TextChoices):
    GENERATE = "generate"
    REFINE = "refine"


class SketchRunQuerySet(models.QuerySet["SketchRun"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> SketchRunQuerySet:
        """The person's own, those that were deleted left out."""
        return self.filter(owner_id=user.pk, deleted_at__isnull=True)

    def deleted_of(self, user: AbstractBaseUser | AnonymousUser) -> SketchRunQuerySet:
        return self.filter(owner_id=user.pk, deleted_at__isnull=False)

    def newest_first(self) -> SketchRunQuerySet:
        return self.order_by("-created_at", "-pk")


class SketchRun(models.Model):
    """A sheet of sketches of one concept in one style.

    It keeps its own copy of what it was made from, so it explains itself after style and
    references are gone.  Its state is that of its sketches' generations, and has no column.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sketch_runs")
    batch = models.OneToOneField(Batch, models.CASCADE, related_name="sketch_run")
    style = models.ForeignKey(SketchStyle, models.SET_NULL, null=True, related_name="runs")
    style_version = models.PositiveIntegerField()
    style_record = models.JSONField()  # the whole normative record of that version
    concept = models.TextField()
    prompt_spec = models.JSONField(default=dict)
    retrieval = models.JSONField(default=list)  # what was found: reference, score, reason, used
    config = models.JSONField(default=dict)  # num_images, resolution, aspect_ratio, auto_retry …
    folder = models.CharField(max_length=120, unique=True)
    mode = models.CharField(max_length=8, choices=SketchMode, default=SketchMode.GENERATE)
    parent_run = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="refinements"
    )
    instruction = models.TextField(blank=True)  # of a refinement
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)  # metadata.json is written
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = SketchRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="sketch_run_newest")]
        constraints = [
            models.CheckConstraint(
                name="sketch_refinement_has_its_instruction",
                condition=Q(mode=SketchMode.REFINE) ^ Q(instruction=""),
            ),
        ]

    def __str__(self) -> str:
        return f"sketch run {self.pk}"

    @property
    def used_references(self) -> list[str]:
        """Words of the drawings that went along, in their order."""
        return [each["reference"] for each in self.retrieval if each["used"]]
