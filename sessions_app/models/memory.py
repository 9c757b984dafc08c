from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gallery.models import Image

MAX_TITLE, MAX_CONTENT, MAX_CONTEXT = 120, 20_000, 4_000  # characters
MAX_TAGS, MAX_TAG = 20, 50
REVIEW_AFTER = timedelta(days=30)
OUTDATED_AFTER = timedelta(days=60)


class MemoryType(models.TextChoices):
    GENERAL = "general"
    DECISION = "decision"
    CONCEPT = "concept"
    TIP = "tip"
    WARNING = "warning"
    CONFIGURATION = "configuration"
    CODE = "code"
    COMMAND = "command"
    ERROR = "error"
    SOLUTION = "solution"
    TROUBLESHOOTING = "troubleshooting"
    STYLE = "style"
    IMAGE = "image"


class MemorySource(models.TextChoices):
    MANUAL = "manual"
    TURN = "turn", "Session turn"
    IMAGE = "image"
    IMPORT = "import"


class Mark(models.TextChoices):
    """What a person has said about a memory; without one its age tells its status."""

    OUTDATED = "outdated"
    ARCHIVED = "archived"


class MemoryStatus(models.TextChoices):
    FRESH = "fresh"
    NEEDS_REVIEW = "needs_review", "Needs review"
    OUTDATED = "outdated"
    ARCHIVED = "archived"


def checksum_of(title: str, content: str, context: str) -> str:
    """The same for the same words."""
    return hashlib.sha256("\0".join((title, content, context)).encode()).hexdigest()


class MemoryQuerySet(models.QuerySet["Memory"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> MemoryQuerySet:
        """The person's own, those that were deleted left out."""
        return self.filter(owner_id=user.pk, deleted_at__isnull=True)

    def deleted_of(self, user: AbstractBaseUser | AnonymousUser) -> MemoryQuerySet:
        return self.filter(owner_id=user.pk, deleted_at__isnull=False)

    def with_status(self, status: MemoryStatus, now: datetime) -> MemoryQuerySet:
        review = Q(alive_at__lte=now - REVIEW_AFTER)
        outdated = Q(alive_at__lte=now - OUTDATED_AFTER)
        plain, by_hand = Q(mark=""), Q(mark=Mark.OUTDATED)
        match status:
            case MemoryStatus.ARCHIVED:
                return self.filter(mark=Mark.ARCHIVED)
            case MemoryStatus.OUTDATED:
                return self.filter(by_hand | (plain & outdated))
            case MemoryStatus.NEEDS_REVIEW:
                return self.filter(plain & review & ~outdated)
        return self.filter(plain & ~review)

    def offered(self) -> MemoryQuerySet:
        """What can be attached to a request."""
        return self.exclude(mark=Mark.ARCHIVED)


class Memory(models.Model):
    """A short text, with a picture or without, that a person can attach to a request.

    `importance` is None where the person gave none: then use and age decide.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memories")
    title = models.CharField(max_length=MAX_TITLE)
    content = models.TextField()
    context = models.TextField(blank=True)  # where it comes from, why it matters
    type = models.CharField(max_length=15, choices=MemoryType, default=MemoryType.GENERAL)
    tag_line = models.TextField(blank=True, editable=False)  # ",brand,palette,": one search for all
    importance = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 to 100
    pinned = models.BooleanField(default=False)
    mark = models.CharField(max_length=8, choices=Mark, blank=True)
    source = models.CharField(
        max_length=6, choices=MemorySource, default=MemorySource.MANUAL, editable=False
    )
    image = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="memories"
    )
    token_estimate = models.PositiveIntegerField(editable=False)
    checksum = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    alive_at = models.DateTimeField(default=timezone.now, editable=False)  # last changed or used
    last_used_at = models.DateTimeField(null=True, editable=False)
    use_count = models.PositiveIntegerField(default=0, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = MemoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "memories"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "checksum"],
                condition=Q(deleted_at__isnull=True),
                name="memory_once_an_owner",
            ),
            models.CheckConstraint(
                name="memory_importance_is_of_a_hundred",
                condition=Q(importance__isnull=True) | Q(importance__lte=100),
            ),
            models.CheckConstraint(name="memory_says_something", condition=~Q(content="")),
        ]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="memory_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def tags(self) -> list[str]:
        return [tag for tag in self.tag_line.split(",") if tag]

    @tags.setter
    def tags(self, tags: list[str]) -> None:
        self.tag_line = f",{','.join(tags)}," if tags else ""

    def status(self, now: datetime) -> MemoryStatus:
        if self.mark:
            return MemoryStatus(self.mark)
        if self.alive_at <= now - OUTDATED_AFTER:
            return MemoryStatus.OUTDATED
        if self.alive_at <= now - REVIEW_AFTER:
            return MemoryStatus.NEEDS_REVIEW
        return MemoryStatus.FRESH
