from __future__ import annotations

from django.db import models
from django.db.models import Q

from gallery.models import Image
from site_builder.models.site import Site
from studio.models import Generation


class Quality(models.TextChoices):
    FLASH = "flash"
    PRO = "pro"


class PlannedImageQuerySet(models.QuerySet["PlannedImage"]):
    def attached(self) -> PlannedImageQuerySet:
        return self.filter(detached=False)

    def with_pictures(self) -> PlannedImageQuerySet:
        return self.select_related("generation", "image").prefetch_related("image__renditions")


class PlannedImage(models.Model):
    """What the database knows of one slot of a site's plan, over all revisions of the spec.

    It has no status: that is read from its newest generation.  Alt text and focal point stand in
    the spec, where the picture stands.  A row is made when a person first touches the slot, so a
    slot without one is planned, included and as the plan says.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="planned_images")
    slot_key = models.CharField(max_length=300)  # <page>/<component-id>/<field.path>
    generation = models.ForeignKey(
        Generation, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the newest
    image = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # shown; the old one stays until a new one is there
    prompt_hash = models.CharField(max_length=64, blank=True)  # of the generated picture shown
    prompt_override = models.TextField(blank=True)  # sent as it stands, in place of the planned one
    quality_override = models.CharField(max_length=5, choices=Quality, blank=True)
    aspect_override = models.CharField(max_length=5, blank=True)
    included = models.BooleanField(default=True)  # False: left out when the site is generated
    detached = models.BooleanField(default=False)  # its slot is not in the spec any more
    alt_reviewed = models.BooleanField(default=False)  # the owner has read the made-up alt text
    crop_note = models.CharField(max_length=200, blank=True)  # what was cut to fit the slot's shape

    objects = PlannedImageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "slot_key"], name="planned_image_once_a_slot"),
            models.CheckConstraint(name="planned_image_has_a_slot_key", condition=~Q(slot_key="")),
            models.CheckConstraint(
                name="planned_image_quality_is_a_tier",
                condition=Q(quality_override__in=["", *Quality.values]),
            ),
        ]

    def __str__(self) -> str:
        return self.slot_key
