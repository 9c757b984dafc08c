from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gallery.models import Image
from sessions_app.models import ApiToken, Message
from studio.models.batch import Batch
from studio.models.engine_model import EngineModel
from studio.models.money import UsdField
from studio.models.provider_key import ProviderKey


class Status(models.TextChoices):
    PENDING = "pending"
    GENERATING = "generating"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELED = "canceled"


MAX_NAME_CHARACTERS = 100
SETTLED = (Status.COMPLETE, Status.FAILED, Status.CANCELED)
OPEN = (Status.PENDING, Status.GENERATING)


class Kind(models.TextChoices):
    GENERATE = "generate"
    EDIT = "edit"
    CHAT = "chat"


class Priority(models.IntegerChoices):
    """Stored as its rank, so that the database can sort by it; `word` is its name at every door."""

    CRITICAL = 0, "critical"
    IMPORTANT = 1, "important"
    NICE_TO_HAVE = 2, "nice-to-have"

    @property
    def word(self) -> str:
        return str(self.label)

    @classmethod
    def from_word(cls, word: str) -> Priority:
        return next(member for member in cls if member.label == word)


class ResponseModality(models.TextChoices):
    TEXT_IMAGE = "TEXT_IMAGE", "Image and text"
    IMAGE = "IMAGE", "Image only"


class PersonGeneration(models.TextChoices):
    ALLOW_ADULT = "allow_adult", "Adults only"
    ALLOW_ALL = "allow_all", "Everyone"
    DONT_ALLOW = "dont_allow", "No people"


class GenerationQuerySet(models.QuerySet["Generation"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> GenerationQuerySet:
        return self.filter(owner_id=user.pk)

    def open(self) -> GenerationQuerySet:
        return self.filter(status__in=OPEN)

    def settled(self) -> GenerationQuerySet:
        return self.filter(status__in=SETTLED)

    def claimable(self, now: datetime) -> GenerationQuerySet:
        """Pending and due, of batches that are not paused; the most urgent, then the oldest.

        What a dead worker held is the sweep's, which puts it back here or ends it.
        """
        waiting = self.filter(status=Status.PENDING, due_at__lte=now, batch__paused=False)
        return waiting.order_by("priority", "pk")

    def in_flight(self) -> GenerationQuerySet:
        """Those that hold a place at the provider: claimed, last byte not yet in.

        A dead worker's row holds its place until the sweep ends it, since the provider may still
        be working on it.
        """
        return self.filter(status=Status.GENERATING, received_at__isnull=True)

    def for_answers(self) -> GenerationQuerySet:
        """All that the API tells of each, in one query; the raw answer is left where it is."""
        rows = self.select_related("batch", "engine_model", "answer")
        return rows.defer("answer__content", "answer__usage")

    def for_cards(self) -> GenerationQuerySet:
        """All that a card draws, in a fixed number of queries."""
        return self.select_related("image", "engine_model").prefetch_related("image__renditions")


class Generation(models.Model):
    """One call to the provider, wished, running or over: the queue is this table."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="generations")
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="generations")
    api_token = models.ForeignKey(  # that asked for it, None: a person did
        ApiToken, models.SET_NULL, null=True, related_name="+", db_index=False, editable=False
    )
    position = models.PositiveSmallIntegerField(default=0)  # 0 is frame A
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.GENERATE)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.IMPORTANT)
    engine_model = models.ForeignKey(EngineModel, models.PROTECT, related_name="generations")
    provider_key = models.ForeignKey(ProviderKey, models.PROTECT, related_name="generations")
    prompt = models.TextField()
    name = models.CharField(max_length=MAX_NAME_CHARACTERS, blank=True)  # of its row in a list
    requested = models.JSONField(default=dict)  # what the person asked for, every setting
    sent = models.JSONField(default=dict, editable=False)  # what went out, references by id
    received = models.JSONField(default=dict, editable=False)  # what came: pixels, type, model …
    references = models.ManyToManyField(Image, blank=True, related_name="referenced_by")

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    due_at = models.DateTimeField(default=timezone.now)  # a retry is due later, so no loop spins
    attempt = models.PositiveSmallIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(default=0, editable=False)  # retried, not charged
    # Its worker died, or broke off, before the call left: in vain so often since it was asked for.
    lapses = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    held_by = models.CharField(max_length=120, blank=True, editable=False)  # worker, host:pid
    cancel_requested = models.BooleanField(default=False, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)  # written before the call leaves
    received_at = models.DateTimeField(null=True, editable=False)  # last byte in: the place is free

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    error_code = models.CharField(max_length=40, blank=True, editable=False)
    error_note = models.CharField(max_length=300, blank=True, editable=False)  # the provider's word
    estimated_cost_usd = UsdField()
    cost_usd = UsdField(default=0, editable=False)
    tokens = models.JSONField(default=dict, editable=False)
    image = models.OneToOneField(
        Image, models.SET_NULL, null=True, blank=True, related_name="generation", editable=False
    )

    # The answer in a conversation that it is to become; its parent is the turn that asked.
    message = models.OneToOneField(
        Message, models.SET_NULL, null=True, blank=True, related_name="generation", editable=False
    )

    objects = GenerationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="generation_leased_exactly_while_generating",
                condition=Q(status=Status.GENERATING) ^ Q(leased_until__isnull=True),
            ),
            models.CheckConstraint(
                name="generation_failed_has_error_code",
                condition=Q(status=Status.FAILED) ^ Q(error_code=""),
            ),
            models.CheckConstraint(
                name="generation_settled_has_its_time",
                condition=Q(status__in=SETTLED) ^ Q(finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="generation_received_only_what_was_sent",
                condition=Q(received_at__isnull=True) | Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "priority", "id"],
                condition=Q(status=Status.PENDING),
                name="generation_queue",
            ),
            models.Index(
                fields=["leased_until"],
                condition=Q(status=Status.GENERATING),
                name="generation_running",
            ),
            models.Index(
                fields=["owner", "priority", "id"],
                condition=Q(status=Status.GENERATING),
                name="generation_running_of_owner",  # each poll reads it
            ),
            models.Index(fields=["provider_key", "started_at"], name="generation_calls_of_key"),
            models.Index(fields=["owner", "-created_at", "-id"], name="generation_newest"),
            models.Index(
                fields=["api_token"],
                condition=Q(api_token__isnull=False),
                name="generation_of_token",
            ),
        ]

    def __str__(self) -> str:
        return f"generation {self.pk}"

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED
