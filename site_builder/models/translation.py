from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from site_builder.models.site import Site

MAX_TRANSLATION = 600  # characters, as many as an owner may say of one picture


class Translation(models.Model):
    """One text of a site's owner in English, for the models that draw.

    The text itself stands in the spec, and is known here by its hash.  A row is never changed, so
    the same spec keeps giving the same prompts.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="translations")
    text_sha256 = models.CharField(max_length=64, editable=False)
    language = models.CharField(max_length=8, editable=False)  # of the text: "de"
    text = models.CharField(max_length=MAX_TRANSLATION)  # in English
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "language", "text_sha256"], name="translation_once_a_text"
            ),
            models.CheckConstraint(name="translation_has_a_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
