from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils import timezone

from studio.models.generation import Generation
from studio.models.kept_prompt import KeptPrompt


class PastPromptQuerySet(models.QuerySet["PastPrompt"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> PastPromptQuerySet:
        return self.filter(owner_id=user.pk)

    def newest_first(self) -> PastPromptQuerySet:
        return self.order_by("-used_at", "-pk")

    def older_than(self, used_at: datetime, pk: int) -> PastPromptQuerySet:
        return self.filter(TupleLessThan((F("used_at"), F("pk")), (used_at, pk)))

    def for_rows(self) -> PastPromptQuerySet:
        """All that a row of the page draws, in a fixed number of queries."""
        return self.select_related("latest__image").prefetch_related("latest__image__renditions")


class PastPrompt(KeptPrompt):
    """The history: each distinct prompt of a person, last used when."""

    used_at = models.DateTimeField(default=timezone.now)
    latest = models.ForeignKey(Generation, models.SET_NULL, null=True, related_name="+")

    objects = PastPromptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "digest"], name="past_prompt_once_a_person"),
        ]
        indexes = [models.Index(fields=["owner", "-used_at", "-id"], name="past_prompt_newest")]
