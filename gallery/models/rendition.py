from __future__ import annotations

from django.db import models
from django.db.models import Q

from gallery import storage
from gallery.models.image import Image


class Rendition(models.Model):
    """A smaller WebP of a picture, for pages; can be made again from the original at any time."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=120, unique=True, editable=False)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()

    class Meta:
        ordering = ["width_px"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "width_px"], name="rendition_one_a_width_of_an_image"
            ),
            models.CheckConstraint(
                name="rendition_has_pixels", condition=Q(width_px__gt=0, height_px__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"rendition {self.width_px} of image {self.image_id}"

    @property
    def url(self) -> str:
        return storage.url(self.name)
