from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.batch import Batch


class IdempotencyKey(models.Model):
    """One submit's name, chosen by who sent it: the same key gives the same batch, once."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="idempotency_keys")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once_a_person"),
        ]

    def __str__(self) -> str:
        return self.key
