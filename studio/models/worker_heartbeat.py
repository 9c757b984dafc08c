from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

SILENCE = timedelta(seconds=60)  # after which a worker counts as gone


class WorkerHeartbeat(models.Model):
    """When a worker process was last heard of; `/readyz` and the "no worker" notice read it."""

    name = models.CharField(max_length=120, unique=True)  # host:pid
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def is_any_alive(cls, now: datetime) -> bool:
        return cls.objects.filter(seen_at__gte=now - SILENCE).exists()
