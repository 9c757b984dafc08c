from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils import timezone

from studio.models.kept_prompt import KeptPrompt


class FavouritePromptQuerySet(models.QuerySet["FavouritePrompt"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> FavouritePromptQuerySet:
        return self.filter(owner_id=user.pk)

    def newest_first(self) -> FavouritePromptQuerySet:
        return self.order_by("-created_at", "-pk")

    def older_than(self, created_at: datetime, pk: int) -> FavouritePromptQuerySet:
        return self.filter(TupleLessThan((F("created_at"), F("pk")), (created_at, pk)))


class FavouritePrompt(KeptPrompt):
    """A prompt with its settings that a person starred."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FavouritePromptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "digest"], name="favourite_prompt_once_a_person"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="favourite_newest")]
