from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from sessions_app.models.preferences import Preferences

MAX_SESSION_NAME = 200
UNSAVED_KEPT = timedelta(days=7)  # since it was last worked on


class WorkSessionQuerySet(models.QuerySet["WorkSession"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> WorkSessionQuerySet:
        """The person's own, archived ones too, those that were deleted left out."""
        return self.filter(owner_id=user.pk, deleted_at__isnull=True)

    def deleted_of(self, user: AbstractBaseUser | AnonymousUser) -> WorkSessionQuerySet:
        return self.filter(owner_id=user.pk, deleted_at__isnull=False)

    def counted(self) -> WorkSessionQuerySet:
        """Each with its `image_count`; pictures in the trash do not count."""
        there = Q(session_images__image__trashed_at__isnull=True)
        return self.annotate(image_count=Count("session_images", filter=there))

    def last_changed_first(self) -> WorkSessionQuerySet:
        return self.order_by("-changed_at", "-pk")


class WorkSession(models.Model):
    """A named folder of work: the pictures filed there, and a conversation."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="work_sessions"
    )
    name = models.CharField(max_length=MAX_SESSION_NAME)
    # What is drawn here starts with these, named as in a request; the rest is the person's default.
    defaults = models.JSONField(default=dict, blank=True)
    archived = models.BooleanField(default=False)
    # Else it goes by itself some days after it was last worked on; its pictures stay.
    saved = models.BooleanField(default=True)
    # The end of the branch that is shown; None before anything was said.
    current_message = models.ForeignKey(
        "sessions_app.Message", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)  # a picture counts
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = WorkSessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-changed_at", "-id"], name="work_session_last_changed"),
            models.Index(fields=["owner", "-created_at", "-id"], name="work_session_newest"),
        ]
        constraints = [
            models.CheckConstraint(name="work_session_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="work_session_archived_is_saved",
                condition=Q(archived=False) | Q(saved=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def begun_by(cls, owner: AbstractBaseUser) -> WorkSession:
        """A new one, unsaved as a row; whether it will stay is the person's setting."""
        return cls(owner_id=owner.pk, saved=Preferences.of(owner).auto_save_conversations)

    @property
    def goes_at(self) -> datetime | None:
        """When it is deleted unless it is saved or worked on; None: it stays."""
        return None if self.saved else self.changed_at + UNSAVED_KEPT

    def touch(self) -> None:
        """It was worked on just now; without saving."""
        self.changed_at = timezone.now()
