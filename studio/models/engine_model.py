from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format


class Tier(models.TextChoices):
    FLASH = "flash"
    PRO = "pro"
    LITE = "lite"
    TEXT = "text"


class Grounding(models.TextChoices):
    NONE = "none"
    WEB = "web"
    WEB_AND_IMAGES = "web_and_images"


class EngineModelQuerySet(models.QuerySet["EngineModel"]):
    def offered(self) -> EngineModelQuerySet:
        """What a person may draw with anew: neither retired nor on its way out; the default first.

        A deprecated model still draws for whoever names it.
        """
        lasting = self.filter(retired=False, deprecated_on__isnull=True).exclude(tier=Tier.TEXT)
        return lasting.order_by("-is_default", "position", "pk")

    def named(self, name: str) -> EngineModel | None:
        """By id, alias or tier word; None where nothing has that name."""
        if "\0" in name:
            return None  # PostgreSQL does not look for it
        if model := self.filter(model_id=name).first():
            return model
        if name in Tier.values:
            return self.filter(tier=name, is_tier_face=True).first()
        return next((model for model in self.all() if name in model.aliases), None)

    def default(self) -> EngineModel:
        return self.get(is_default=True)


class EngineModel(models.Model):
    """One model of the provider, as data: what it can, since when, until when, instead of what.

    Seeded from `studio/catalogue.json`, kept by staff in the admin.  No code compares a model id.
    """

    model_id = models.CharField(max_length=80, unique=True)
    label = models.CharField(max_length=60)
    tagline = models.CharField(max_length=80, blank=True)
    tier = models.CharField(max_length=5, choices=Tier)
    aliases = models.JSONField(default=list, blank=True)
    is_default = models.BooleanField(default=False)
    is_tier_face = models.BooleanField(default=False)  # what the tier's word points at today
    position = models.PositiveSmallIntegerField(default=0)
    sizes = models.JSONField(default=list)  # ["1K", "2K"]; empty: the model takes no size
    default_size = models.CharField(max_length=4, blank=True)
    ratios = models.JSONField(default=list)
    default_ratio = models.CharField(max_length=10, default="1:1")
    pixels = models.JSONField(default=dict)  # {"16:9": {"1K": [1376, 768]}}
    max_references = models.PositiveSmallIntegerField(default=0)
    thinks = models.BooleanField(default=False)
    thinking_levels = models.JSONField(default=list, blank=True)
    grounding = models.CharField(max_length=14, choices=Grounding, default=Grounding.NONE)
    max_input_tokens = models.PositiveIntegerField(null=True, blank=True)  # None: not published
    typical_s = models.PositiveSmallIntegerField(default=15)  # at 1K; what a card promises
    deprecated_on = models.DateField(null=True, blank=True)
    shutdown_on = models.DateField(null=True, blank=True)
    retired = models.BooleanField(default=False)
    replacement = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    notes = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    read_on = models.DateField(null=True, blank=True)

    objects = EngineModelQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_model"
            ),
            models.UniqueConstraint(
                fields=["tier"], condition=Q(is_tier_face=True), name="one_face_a_tier"
            ),
            models.CheckConstraint(
                name="a_retired_model_is_no_default_and_no_face",
                condition=Q(retired=False) | Q(is_default=False, is_tier_face=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def farewell(self) -> str:
        """ "Google switches it off on 2 December 2026"; "" while no day is known."""
        if self.shutdown_on is None:
            return ""
        return f"Google switches it off on {date_format(self.shutdown_on, 'j F Y')}"

    def clean(self) -> None:
        """Staff type the lists by hand: a wrong one would break the pages of everybody."""
        if faults := dict(self._faults()):
            raise ValidationError(faults)

    def _faults(self) -> Iterator[tuple[str, str]]:
        for name in ("aliases", "sizes", "ratios", "thinking_levels"):
            if not _is_list_of_words(getattr(self, name)):
                yield name, 'Give a list of words: ["1K", "2K"].'
                return
        if self.sizes and self.default_size not in self.sizes:
            yield "default_size", "Choose one of the sizes."
        if self.ratios and self.default_ratio not in self.ratios:
            yield "default_ratio", "Choose one of the ratios."
        if not _are_pixels(self.pixels):
            yield (
                "pixels",
                'Give width and height for ratio and size: {"1:1": {"1K": [1024, 1024]}}.',
            )
        if self.replacement_id and self.replacement_id == self.pk:
            yield "replacement", "A model cannot replace itself."

    @property
    def short_label(self) -> str:
        """ "Flash" for today's face of that tier; others have only their own names."""
        return self.get_tier_display() if self.is_tier_face else self.label

    def price_on(self, day: date) -> Price | None:
        """The newest price read on that day or before; None where none is known."""
        return self.prices.filter(read_on__lte=day).order_by("-read_on").first()

    def size_px(self, ratio: str, size: str) -> tuple[int, int] | None:
        """Width and height that the provider draws; None where the row does not know."""
        found = self.pixels.get(ratio, {}).get(size or "1K")
        return (found[0], found[1]) if found else None


def _is_list_of_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _are_pixels(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return all(
        isinstance(sizes, dict) and all(_is_pair(pair) for pair in sizes.values())
        for sizes in value.values()
    )


def _is_pair(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(each, int) and each > 0 for each in value)
    )


class Price(models.Model):
    """What a model costs in USD, as read on a day.  Rates are per million tokens."""

    engine_model = models.ForeignKey(EngineModel, models.CASCADE, related_name="prices")
    read_on = models.DateField()
    source = models.CharField(max_length=300)
    input_usd = models.DecimalField(max_digits=10, decimal_places=4)
    text_output_usd = models.DecimalField(max_digits=10, decimal_places=4)
    image_output_usd = models.DecimalField(max_digits=10, decimal_places=4)
    tokens_per_image = models.JSONField(default=dict)  # {"1K": 1120}; "" for a model without sizes
    tokens_per_reference = models.PositiveIntegerField(default=1120)
    thinking_allowance_tokens = models.PositiveIntegerField(default=0)
    search_query_usd = models.DecimalField(max_digits=8, decimal_places=5, default=0)
    search_queries_allowance = models.PositiveSmallIntegerField(default=3)

    class Meta:
        ordering = ["-read_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["engine_model", "read_on"], name="one_price_a_model_and_day"
            ),
            models.CheckConstraint(
                name="price_is_not_negative",
                condition=Q(input_usd__gte=0, text_output_usd__gte=0, image_output_usd__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engine_model_id} on {self.read_on}"
