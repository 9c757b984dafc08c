from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from studio.models.encryption import EncryptedTextField
from studio.models.event import Event


class WebhookKind(models.TextChoices):
    COMPLETE = "generation.complete", "A picture is finished"
    FAILED = "generation.failed", "A picture failed"
    BATCH = "batch.finished", "A whole batch is over"
    BUDGET = "budget.reached", "80 % and 100 % of the monthly limit are spent"


def all_kinds() -> list[str]:
    return list(WebhookKind.values)


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> WebhookQuerySet:
        return self.filter(owner_id=user.pk)


class Webhook(models.Model):
    """An address of a person's own that is told what happened, signed with its secret."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    secret = EncryptedTextField(editable=False)
    kinds = models.JSONField(default=all_kinds)  # of WebhookKind
    paused = models.BooleanField(default=False)  # events wait meanwhile
    seen_event = models.BigIntegerField(default=0, editable=False)  # deliveries are made up to it
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WebhookQuerySet.as_manager()

    def __str__(self) -> str:
        return self.url


class DeliveryState(models.TextChoices):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        """Those to send now: of each object only the first that still waits, so order holds."""
        earlier = self.filter(
            webhook=OuterRef("webhook"),
            subject=OuterRef("subject"),
            state=DeliveryState.WAITING,
            pk__lt=OuterRef("pk"),
        )
        waiting = self.filter(state=DeliveryState.WAITING, due_at__lte=now, webhook__paused=False)
        return waiting.filter(~Exists(earlier)).order_by("pk")


class Delivery(models.Model):
    """One event for one webhook: waiting, delivered, or given up after days."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="+")  # None: a test
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)  # what it is about: of one, order holds
    body = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    answered = models.CharField(max_length=120, blank=True)  # "HTTP 200", or why there was none
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event"], name="delivery_once_an_event_and_webhook"
            ),
            models.CheckConstraint(
                name="delivery_waits_or_has_its_time",
                condition=Q(state=DeliveryState.WAITING) ^ Q(settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "subject", "id"],
                condition=Q(state=DeliveryState.WAITING),
                name="delivery_waiting",
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BudgetMark(models.Model):
    """That a person was told of so much of their month, once."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    month = models.DateField()
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "month", "percent"], name="budget_mark_once_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of {self.month:%Y-%m}"
