from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sessions_app.models import WorkSession


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> BatchQuerySet:
        return self.filter(owner_id=user.pk)

    def runs(self) -> BatchQuerySet:
        """What pages show by itself: no conversation's turn and no sheet of sketches."""
        return self.filter(is_talk=False, sketch_run=None)

    def told(self) -> BatchQuerySet:
        """Whose end its owner hears of; what only another part of Musa asked about is left out."""
        spoken = Q(generations__message__isnull=False)
        return self.filter(Q(is_talk=False) | spoken).distinct()

    def newest_first(self) -> BatchQuerySet:
        return self.order_by("-created_at", "-pk")


class Batch(models.Model):
    """What one submit asked for: a click, a list, later a message or a site."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="batches")
    work_session = models.ForeignKey(
        WorkSession, models.SET_NULL, null=True, blank=True, related_name="batches"
    )
    name = models.CharField(max_length=200, blank=True)
    is_list = models.BooleanField(default=False, editable=False)  # of several prompts
    is_talk = models.BooleanField(default=False, editable=False)  # words, or a conversation's turn
    max_in_flight = models.PositiveSmallIntegerField(null=True, blank=True)  # None: the user's cap
    paused = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="batch_newest")]
        constraints = [
            models.CheckConstraint(
                name="batch_cap_lets_something_through",
                condition=Q(max_in_flight__isnull=True) | Q(max_in_flight__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"batch {self.pk}"
