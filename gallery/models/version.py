from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gallery.models.image import Image


class VersionQuerySet(models.QuerySet["Version"]):
    def of_family(self, image: Image) -> VersionQuerySet:
        """Every version of the picture's tree, the first edit first; the root has no row."""
        return self.filter(family=image.family).order_by("number")


class Version(models.Model):
    """How a picture was made from another one; the root of a tree has none.

    `family` is the root's uuid: it holds the tree together after the root itself is gone.
    """

    child = models.OneToOneField(Image, models.CASCADE, related_name="version")
    parent = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="edits"
    )  # None once it is deleted for good
    family = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(editable=False)  # the root is 1
    words = models.TextField(blank=True)  # what was to change
    details = models.JSONField(default=dict, blank=True)  # mode, regions, drift …

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["family", "number"], name="version_one_a_number_of_a_family"
            ),
            models.CheckConstraint(name="version_follows_the_root", condition=Q(number__gte=2)),
            models.CheckConstraint(
                name="version_of_another_image",
                condition=Q(parent__isnull=True) | ~Q(parent=F("child")),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.family}"
