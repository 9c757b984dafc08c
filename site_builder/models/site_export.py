from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from site_builder.models.site import Site

KEPT = timedelta(hours=24)  # how long a built ZIP can be fetched
LOST_AFTER = timedelta(minutes=10)  # a build without an end by then has died


class ExportStatus(models.TextChoices):
    PENDING = "pending"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"


class SiteExportQuerySet(models.QuerySet["SiteExport"]):
    def newest_first(self) -> SiteExportQuerySet:
        return self.order_by("-pk")

    def expired(self, now: datetime) -> SiteExportQuerySet:
        return self.filter(created_at__lte=now - KEPT)

    def lost(self, now: datetime) -> SiteExportQuerySet:
        """Their message or their worker is gone."""
        unfinished = Q(status__in=[ExportStatus.PENDING, ExportStatus.BUILDING])
        return self.filter(unfinished, created_at__lte=now - LOST_AFTER)


class SiteExport(models.Model):
    """A site as a ZIP: asked for, built in a task, kept for a day.

    `name` is the file's in the store; `problems` are the checks that failed, each a sentence.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="exports")
    status = models.CharField(
        max_length=8, choices=ExportStatus, default=ExportStatus.PENDING, editable=False
    )
    revision = models.PositiveIntegerField(editable=False)  # of the spec that it is made from
    name = models.CharField(max_length=120, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    size_bytes = models.PositiveIntegerField(default=0, editable=False)
    picture_count = models.PositiveIntegerField(default=0, editable=False)
    problems = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = SiteExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="site_export_ready_exactly_with_a_file",
                condition=Q(status=ExportStatus.READY) ^ Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} of site {self.site_id}"

    @property
    def is_open(self) -> bool:
        return self.status in {ExportStatus.PENDING, ExportStatus.BUILDING}

    @property
    def is_ready(self) -> bool:
        return self.status == ExportStatus.READY

    @property
    def expires_at(self) -> datetime:
        return self.created_at + KEPT
