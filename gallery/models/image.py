from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connections, models
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.db.models.lookups import In
from django.urls import reverse
from django.utils import timezone
from taggit.managers import TaggableManager

from gallery import storage, wording

PREVIEW_WIDTH_PX = 640

# Beside the order of a page in its index: what a page is narrowed by is answered without the row.
NARROWED_BY = (
    "trashed_at", "tier", "resolution", "aspect_ratio", "source", "starred", "edit_count", "model",
)  # fmt: skip
SCREEN_WIDTH_PX = 1280


class Source(models.TextChoices):
    GENERATED = "generated"
    EDITED = "edited"
    UPLOADED = "uploaded"
    SITE = "site"
    SKETCH = "sketch"
    TOOL = "tool"


class ImageQuerySet(models.QuerySet["Image"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> ImageQuerySet:
        """The user's own pictures, those in the trash left out."""
        return self.filter(owner_id=user.pk, trashed_at__isnull=True)

    def trashed_of(self, user: AbstractBaseUser | AnonymousUser) -> ImageQuerySet:
        return self.filter(owner_id=user.pk, trashed_at__isnull=False)

    def newest_first(self) -> ImageQuerySet:
        return self.order_by("-created_at", "-pk")

    def older_than(self, created_at: datetime, pk: int) -> ImageQuerySet:
        return self.filter(TupleLessThan((F("created_at"), F("pk")), (created_at, pk)))

    def among(self, pks: QuerySet[Any, Any] | RawSQL) -> ImageQuerySet:
        """Those whose ids the query answers; it is asked once, not once a picture."""
        return self.filter(In(self.own_pk(), pks))

    def not_among(self, pks: QuerySet[Any, Any] | RawSQL) -> ImageQuerySet:
        return self.exclude(In(self.own_pk(), pks))

    def own_pk(self) -> Combinable:
        """SQLite would fetch and sort all that match: a sum keeps it to the order of the page."""
        return F("pk") + 0 if connections[self.db].vendor == "sqlite" else F("pk")

    def for_cards(self) -> ImageQuerySet:
        """All that a card needs, in a fixed number of queries."""
        return self.prefetch_related("renditions")

    def for_tiles(self) -> ImageQuerySet:
        """As `for_cards`, without what only a page of its own tells."""
        return self.for_cards().defer("details")


class Image(models.Model):
    """One picture; an edit is a new one.

    It keeps its own copy of how it came to be, so it explains itself after its generation is gone.
    `name` is the original's name in the store: the provider's or the uploader's bytes, untouched.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="images")
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.CharField(max_length=10, choices=Source, default=Source.GENERATED)
    name = models.CharField(max_length=120, unique=True, editable=False)
    mime_type = models.CharField(max_length=30, editable=False)
    width_px = models.PositiveIntegerField(editable=False)
    height_px = models.PositiveIntegerField(editable=False)
    size_bytes = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    placeholder = models.CharField(max_length=2000, blank=True, editable=False)  # data URI, 16 px
    alt = models.CharField(max_length=500, blank=True)
    prompt = models.TextField(blank=True)
    model = models.CharField(max_length=80, blank=True)
    tier = models.CharField(max_length=10, blank=True)  # of the model, on that day
    aspect_ratio = models.CharField(max_length=10, blank=True)  # as asked; empty for an upload
    resolution = models.CharField(max_length=4, blank=True)
    details = models.JSONField(default=dict, blank=True)  # requested, sent, received, cost, times
    starred = models.BooleanField(default=False)
    edit_count = models.PositiveIntegerField(default=0, editable=False)  # versions made from it
    tags = TaggableManager(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)  # unless somebody wants it by then

    objects = ImageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="image_has_pixels_and_bytes",
                condition=Q(width_px__gt=0, height_px__gt=0, size_bytes__gt=0),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "-created_at", "-id", *NARROWED_BY],
                name="image_newest_of_owner",
            ),
            models.Index(fields=["owner", "sha256"], name="image_same_bytes_of_owner"),
            models.Index(
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False),
                name="image_expiring",
            ),
            models.Index(
                fields=[
                    *("owner", "-edit_count", "-created_at", "-id"),
                    *(name for name in NARROWED_BY if name != "edit_count"),
                ],
                name="image_most_edited_of_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"image {self.pk}"

    @property
    def family(self) -> UUID:
        """The uuid of the first picture of its tree, its own where it was made from none."""
        version = getattr(self, "version", None)
        return version.family if version is not None else self.uuid

    @property
    def url(self) -> str:
        """The original's address."""
        return storage.url(self.name)

    @property
    def preview_url(self) -> str:
        """The widest stored rendition up to 640 px; the original where there is none."""
        small = [each for each in self.renditions.all() if each.width_px <= PREVIEW_WIDTH_PX]
        return max(small, key=lambda each: each.width_px).url if small else self.url

    @property
    def screen_url(self) -> str:
        """The rendition that fills a screen: its file, or else the door that makes it."""
        wanted = min(SCREEN_WIDTH_PX, self.width_px)
        stored = (each.url for each in self.renditions.all() if each.width_px == wanted)
        return next(stored, "") or reverse("gallery:rendition", args=[self.pk, SCREEN_WIDTH_PX])

    @property
    def srcset(self) -> str:
        """All stored renditions with their widths; wants `for_cards()` when there are many."""
        return ", ".join(f"{each.url} {each.width_px}w" for each in self.renditions.all())

    @property
    def ratio(self) -> str:
        """The nearest of the ratios that the style sheets know."""
        return wording.nearest_ratio(self.width_px, self.height_px)

    @property
    def title(self) -> str:
        """One line: the prompt's beginning, else what it is."""
        origin = "Uploaded picture" if self.source == Source.UPLOADED else "Picture"
        return wording.title(self.prompt or self.alt, otherwise=origin)

    @property
    def described(self) -> str:
        """What a screen reader says: the alternative text, else the prompt's beginning."""
        return self.alt or wording.shortened(self.prompt, 200) or self.title

    def trash(self) -> None:
        """Out of sight at once; its files stay until the trash is emptied."""
        self.trashed_at = timezone.now()
        self.save(update_fields=["trashed_at"])

    def restore(self) -> None:
        self.trashed_at = None
        self.save(update_fields=["trashed_at"])
