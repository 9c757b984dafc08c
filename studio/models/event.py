from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from studio.models.batch import Batch
from studio.models.generation import Generation


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> EventQuerySet:
        return self.filter(owner_id=user.pk)

    def after(self, seen: int) -> EventQuerySet:
        """Those that came after this one, the oldest first."""
        return self.filter(pk__gt=seen).order_by("pk")


class Event(models.Model):
    """That something changed, for streams and webhooks; never words or pictures of a person.

    Of one owner a later event has the larger id and becomes visible later, so whoever goes on
    after an id misses none (`studio/events.py`, which alone writes here).
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)  # "generation.complete"
    data = models.JSONField(default=dict)
    generation = models.ForeignKey(Generation, models.CASCADE, null=True, related_name="+")
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "id"], name="event_of_owner"),
            models.Index(fields=["batch", "id"], name="event_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
