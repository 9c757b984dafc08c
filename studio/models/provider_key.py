from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q


class ProviderKeyQuerySet(models.QuerySet["ProviderKey"]):
    def paused(self, now: datetime) -> ProviderKeyQuerySet:
        return self.filter(paused_until__gt=now)

    def with_limits(self, now: datetime) -> ProviderKeyQuerySet:
        """Those that may have to rest; the others need no look."""
        return self.filter(Q(paused_until__gt=now) | Q(calls_per_minute__isnull=False))


class ProviderKey(models.Model):
    """How one API key stands with the provider.  The key itself is never here, only its print.

    A refusal that concerns the key (429, empty wallet, dead key) pauses its row and no other.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4, blank=True)
    calls_per_minute = models.PositiveIntegerField(null=True, blank=True)  # None: no limit of ours
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_code = models.CharField(max_length=40, blank=True)
    refusals_in_a_row = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ProviderKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provider_key_is_paused_for_a_reason",
                condition=Q(paused_until__isnull=True) ^ ~Q(pause_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"key …{self.last_four}" if self.last_four else self.fingerprint
