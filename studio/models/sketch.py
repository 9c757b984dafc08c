from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gallery.models import Image
from studio.models.generation import Generation
from studio.models.sketch_run import SketchRun


class SketchCause(models.TextChoices):
    FIRST = "first"
    RETRY = "retry"  # by itself, after a check failed
    REROLL = "reroll"
    REFINE = "refine"


class SketchQuerySet(models.QuerySet["Sketch"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> SketchQuerySet:
        """Those of the person's own runs, deleted ones left out."""
        return self.filter(run__owner_id=user.pk, run__deleted_at__isnull=True)

    def current(self) -> SketchQuerySet:
        """One a position, those that were replaced left out; in the order of the sheet."""
        return self.filter(is_current=True).order_by("index")


class Sketch(models.Model):
    """One position of a run, one generation; a re-roll is a new row in the same position.

    `image` is the enforced drawing; the model's own bytes lie in the generation's answer.
    """

    run = models.ForeignKey(SketchRun, models.CASCADE, related_name="sketches")
    index = models.PositiveSmallIntegerField()  # 0 is sketch A
    generation = models.OneToOneField(
        Generation, models.SET_NULL, null=True, blank=True, related_name="sketch"
    )
    image = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="sketches"
    )
    layout = models.CharField(max_length=40)
    exaggeration = models.FloatField()
    verdict = models.CharField(max_length=300, blank=True)
    checks = models.JSONField(default=list)
    notices = models.JSONField(default=list)  # what to look at, without a judgement
    dhash256 = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=300, blank=True)
    cause = models.CharField(max_length=6, choices=SketchCause, default=SketchCause.FIRST)
    locked = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    source = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="refined"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    checked_at = models.DateTimeField(null=True, editable=False)  # its generation is dealt with

    objects = SketchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "sketches"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "index"],
                condition=Q(is_current=True),
                name="sketch_one_current_a_position",
            ),
            models.CheckConstraint(
                name="sketch_exaggeration_is_a_share",
                condition=Q(exaggeration__gte=0, exaggeration__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"sketch {self.index} of run {self.run_id}"
