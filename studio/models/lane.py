from __future__ import annotations

from django.conf import settings
from django.db import models


class Lane(models.Model):
    """One a provider.  Its row is the lock on which claims take turns."""

    name = models.CharField(max_length=40, unique=True)
    swept_at = models.DateTimeField(null=True, editable=False)
    steady_since = models.DateTimeField(null=True, editable=False)  # no gap between sweeps since

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """When a person was last served, so that whoever waits longest comes next."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="turn")
    served_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"turn of {self.owner_id}"
