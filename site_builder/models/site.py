from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from studio.models import Batch

MAX_SITE_NAME = 80  # as long as a business may be called
MAX_PARALLEL = 8


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> SiteQuerySet:
        """The person's own, those that were deleted left out."""
        return self.filter(owner_id=user.pk, deleted_at__isnull=True)

    def deleted_of(self, user: AbstractBaseUser | AnonymousUser) -> SiteQuerySet:
        return self.filter(owner_id=user.pk, deleted_at__isnull=False)

    def last_changed_first(self) -> SiteQuerySet:
        return self.order_by("-changed_at", "-pk")


class Site(models.Model):
    """A website in the making: its spec's revisions, the pictures planned for it, one batch.

    All its pictures are asked for in this one batch, so its cap holds over retries and over those
    that wait for a section to be scrolled to.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sites")
    name = models.CharField(max_length=MAX_SITE_NAME)  # the business, as of the newest valid spec
    batch = models.OneToOneField(
        Batch, models.SET_NULL, null=True, blank=True, related_name="site", editable=False
    )
    parallel = models.PositiveSmallIntegerField(default=4)  # pictures at once, 1 to 8
    auto_critical = models.BooleanField(default=False)  # opening the preview starts the critical
    ai_note = models.BooleanField(default=True)  # the footer says that pictures were made with AI
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-changed_at", "-id"], name="site_last_changed")]
        constraints = [
            models.CheckConstraint(name="site_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="site_asks_for_one_to_eight_at_once",
                condition=Q(parallel__gte=1, parallel__lte=MAX_PARALLEL),
            ),
        ]

    def __str__(self) -> str:
        return self.name
