from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sessions_app.models.work_session import WorkSession


class Role(models.TextChoices):
    """Who speaks, in the provider's words."""

    USER = "user"
    MODEL = "model"


class Mode(models.TextChoices):
    CHAT = "chat"
    GENERATE = "generate"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> MessageQuerySet:
        """Those of the person's own sessions, deleted ones left out."""
        return self.filter(work_session__owner_id=user.pk, work_session__deleted_at__isnull=True)


class Message(models.Model):
    """One turn of a conversation.  They form a tree: what follows a message are its `answers`.

    A person's turn has one answer for each picture that was asked for; each answer is there from
    the submit on and has parts once the model has spoken.  Answering the same message twice, or
    resending a turn in other words, makes siblings, hence a branch.
    """

    work_session = models.ForeignKey(WorkSession, models.CASCADE, related_name="messages")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answers"
    )
    role = models.CharField(max_length=5, choices=Role)
    mode = models.CharField(max_length=8, choices=Mode)
    text = models.TextField(blank=True)  # a person's words as typed; the model's without thoughts
    note = models.TextField(blank=True)  # what its reader is told about it: model changed, …
    # A person's turn: settings, references, memories, preset, as its composer takes them up again.
    asked = models.JSONField(default=dict, blank=True)
    # Of the model's turns: who spoke, and through which door; signatures hold for both alone.
    model = models.CharField(max_length=80, blank=True, editable=False)
    route = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_of_the_model_answers_one",
                condition=Q(role=Role.USER) | Q(parent__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["work_session", "id"], name="message_of_session")]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_of_model(self) -> bool:
        return self.role == Role.MODEL
