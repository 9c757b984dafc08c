from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gallery.models import Image
from site_builder.models.site import Site
from studio.models import Generation, Status


class Quality(models.TextChoices):
    FLASH = "flash"
    PRO = "pro"


class PlannedImageQuerySet(models.QuerySet["PlannedImage"]):
    def attached(self) -> PlannedImageQuerySet:
        return self.filter(detached=False)

    def with_pictures(self) -> PlannedImageQuerySet:
        rows = self.select_related("generation__image", "image")
        return rows.prefetch_related("image__renditions", "generation__image__renditions")

    def with_news(self) -> PlannedImageQuerySet:
        """Those whose newest picture is finished and not yet in the spec."""
        finished = self.filter(generation__status=Status.COMPLETE, generation__image__isnull=False)
        return finished.exclude(image=F("generation__image"))


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
    )  # shown, made here or chosen by the owner; it stays until another one is there
    prompt_hash = models.CharField(max_length=64, blank=True)  # of the generated picture shown
    asked_hash = models.CharField(max_length=64, blank=True)  # as above, of the newest generation
    is_awaiting = models.BooleanField(default=False)  # asked for; the picture it edits comes first
    prompt_override = models.TextField(blank=True)  # sent as it stands, in place of the planned one
    quality_override = models.CharField(max_length=5, choices=Quality, blank=True)
    included = models.BooleanField(default=True)  # False: left out when the site is generated
    detached = models.BooleanField(default=False)  # its slot is not in the spec any more
    # What the enricher added to the spec beside the picture; a plan is made without it, so that
    # pictures put in do not change what is asked for (site_builder/plans.py takes both out again).
    alt_generated = models.BooleanField(default=False)  # it wrote the alt text: there was none
    appended = models.BooleanField(default=False)  # it added the entry to a gallery by count
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

    @property
    def has_news(self) -> bool:
        """As `with_news`, of this row."""
        made = self.generation
        if made is None or made.status != Status.COMPLETE or made.image_id is None:
            return False
        return made.image_id != self.image_id

    def forget(self) -> None:
        """The slot shows nothing that was made here; the library keeps the picture.

        An entry that was added to a gallery by count stays in the document.
        """
        self.generation = self.image = None
        self.asked_hash = self.prompt_hash = self.crop_note = ""
        self.alt_generated = self.alt_reviewed = self.is_awaiting = False
        self.save()
