from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gallery.models import Image
from site_builder.models.site import Site

MAX_URL = 500  # as long as the format lets a picture's address be


class Outside(models.TextChoices):
    WAITING = "waiting"
    FETCHED = "fetched"
    FAILED = "failed"


class OutsidePictureQuerySet(models.QuerySet["OutsidePicture"]):
    def waiting(self) -> OutsidePictureQuerySet:
        return self.filter(state=Outside.WAITING)

    def failed(self) -> OutsidePictureQuerySet:
        return self.filter(state=Outside.FAILED)

    def failed_addresses(self) -> set[str]:
        return set(self.failed().values_list("url", flat=True))

    def held(self, now: datetime) -> OutsidePictureQuerySet:
        """A worker fetches them at this moment."""
        return self.waiting().filter(held_until__gt=now)

    def due(self, now: datetime) -> OutsidePictureQuerySet:
        free = Q(held_until__isnull=True) | Q(held_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now, site__deleted_at__isnull=True)


class OutsidePicture(models.Model):
    """A picture that a site's spec names by an address: fetched once, then one of the library.

    The row stays: should the address come back with an older revision, the picture is there.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="outside_pictures")
    url = models.CharField(max_length=MAX_URL, editable=False)
    state = models.CharField(max_length=7, choices=Outside, default=Outside.WAITING, editable=False)
    image = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)  # the next try
    held_until = models.DateTimeField(null=True, editable=False)
    error_code = models.CharField(max_length=20, blank=True, editable=False)

    objects = OutsidePictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "url"], name="outside_picture_once_a_site"),
            models.CheckConstraint(
                name="outside_picture_failed_has_error_code",
                condition=Q(state=Outside.FAILED) ^ Q(error_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"outside picture {self.pk} of site {self.site_id}"
