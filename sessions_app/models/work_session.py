from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone


class WorkSessionQuerySet(models.QuerySet["WorkSession"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> WorkSessionQuerySet:
        return self.filter(owner_id=user.pk)


class WorkSession(models.Model):
    """A named folder of work: the pictures filed there and, later, a conversation."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="work_sessions"
    )
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WorkSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
