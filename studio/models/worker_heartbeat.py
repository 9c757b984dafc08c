from __future__ import annotations

from django.db import models


class WorkerHeartbeat(models.Model):
    """When a worker process was last heard of; `/readyz` and the "no worker" notice read it."""

    name = models.CharField(max_length=120, unique=True)  # host:pid
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
