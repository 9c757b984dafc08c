from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from studio.models.sketch import Sketch
from studio.models.sketch_run import SketchRun
from studio.models.sketch_style import SketchStyle


class SketchFeedbackQuerySet(models.QuerySet["SketchFeedback"]):
    def heeded(self) -> SketchFeedbackQuerySet:
        """Those that later compilations are told: in no summary yet, on no deleted sheet."""
        return self.filter(summarised_at__isnull=True, run__deleted_at__isnull=True)


class SketchFeedback(models.Model):
    """What the owner said of a run, or of one sketch of it; told to later compilations."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sketch_feedback"
    )
    run = models.ForeignKey(SketchRun, models.CASCADE, related_name="feedback")
    sketch = models.ForeignKey(
        Sketch, models.CASCADE, null=True, blank=True, related_name="feedback"
    )
    style = models.ForeignKey(SketchStyle, models.SET_NULL, null=True, related_name="feedback")
    text = models.CharField(max_length=1_000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    summarised_at = models.DateTimeField(null=True, editable=False)  # part of the style's summary

    objects = SketchFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "sketch feedback"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="sketch_feedback_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"
