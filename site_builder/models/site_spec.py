from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from site_builder.models.site import Site


class Origin(models.TextChoices):
    """How a revision came to be; `enriched` ones were written by the studio, not by the owner."""

    EXAMPLE = "example", "Started from an example"
    PASTED = "pasted", "Pasted"
    UPLOADED = "uploaded", "Uploaded"
    IMPORTED = "imported", "Imported from an older document"
    API = "api", "Sent by the API"
    EDITED = "edited", "Edited"
    PLANNED = "planned", "Changed on the plan page"
    RESTORED = "restored", "Restored"
    ENRICHED = "enriched", "Pictures put in"


class SiteSpecQuerySet(models.QuerySet["SiteSpec"]):
    def newest_first(self) -> SiteSpecQuerySet:
        return self.order_by("-revision")

    def valid(self) -> SiteSpecQuerySet:
        return self.filter(is_draft=False)


class SiteSpec(models.Model):
    """One numbered revision of a site's spec; a draft has errors, and nothing is planned from it.

    `document` is None where what was typed is no JSON: then `text` keeps it.  `text` also keeps the
    original of an imported older document.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="specs")
    revision = models.PositiveIntegerField()
    document = models.JSONField(null=True)
    text = models.TextField(blank=True)
    # Of a draft: the revision that it was begun from.  Pictures that came since are put in as soon
    # as the draft is mended.
    based_on = models.PositiveIntegerField(null=True, blank=True)
    origin = models.CharField(max_length=8, choices=Origin)
    is_draft = models.BooleanField(default=False)
    # All that validation found: {pointer, code, severity, message}, errors first.
    problems = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SiteSpecQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "revision"], name="site_spec_revision_once"),
            models.CheckConstraint(
                name="site_spec_revision_counts_from_one", condition=Q(revision__gte=1)
            ),
            models.CheckConstraint(
                name="site_spec_without_document_is_a_draft",
                condition=Q(document__isnull=False) | Q(is_draft=True),
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.revision} of site {self.site_id}"
