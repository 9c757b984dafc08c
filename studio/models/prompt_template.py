from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


class Category(models.TextChoices):
    PHOTOREALISTIC = "photorealistic"
    PRODUCT = "product"
    ILLUSTRATION = "illustration"
    MINIMALIST = "minimalist"
    FOOD = "food"
    ARCHITECTURE = "architecture"
    PORTRAIT = "portrait"
    PATTERN = "pattern"
    LOGO = "logo"
    STICKER = "sticker"
    INFOGRAPHIC = "infographic"
    SKETCH = "sketch"


class Field(TypedDict):
    """What stands for `{name}` in the text: its label, and what it says at first."""

    name: str
    label: str
    default: str


class PromptTemplateQuerySet(models.QuerySet["PromptTemplate"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> PromptTemplateQuerySet:
        """The person's own, and those that everyone has."""
        return self.filter(Q(owner_id=user.pk) | Q(shared=True), archived=False)

    def kept_by(self, user: User | AnonymousUser) -> PromptTemplateQuerySet:
        """Those that the person may change, deleted ones too: their own, for staff every shared."""
        own = Q(owner_id=user.pk)
        return self.filter(own | Q(shared=True) if user.is_staff else own)

    def starred_by(self, user: User | AnonymousUser) -> PromptTemplateQuerySet:
        return self.filter(marks__owner_id=user.pk, marks__starred=True)

    def favourites_first(self, user: AbstractBaseUser) -> PromptTemplateQuerySet:
        """The person's starred ones, then all in the order of the page."""
        starred = TemplateMark.objects.filter(
            template=OuterRef("pk"), owner_id=user.pk, starred=True
        )
        marked = self.annotate(is_starred=Exists(starred))
        return marked.order_by("-is_starred", "position", "-pk")

    def after(self, template: PromptTemplate) -> PromptTemplateQuerySet:
        """Those that follow it in the order of the page."""
        place = template.position
        return self.filter(Q(position__gt=place) | Q(position=place, pk__lt=template.pk))


class PromptTemplate(models.Model):
    """A prompt with `{slots}`, to be used again; without an owner it is the instance's.

    Seeded from `studio/prompt_templates.json`, kept by staff on the page and in the admin.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="prompt_templates",
    )
    seed_key = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)
    category = models.CharField(max_length=14, choices=Category, default=Category.PHOTOREALISTIC)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    fields = models.JSONField(default=list, blank=True)  # Field, in the order of the text
    aspect_ratio = models.CharField(max_length=10, blank=True)
    model = models.CharField(max_length=80, blank=True)  # id, alias or tier; "": the default
    shared = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)  # a person's own come first, at 0
    archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PromptTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["position", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="template_without_owner_is_shared",
                condition=Q(owner__isnull=False) | Q(shared=True),
            ),
        ]
        indexes = [models.Index(fields=["owner", "position", "-id"], name="template_in_order")]

    def __str__(self) -> str:
        return self.name

    def is_kept_by(self, user: User | AnonymousUser) -> bool:
        """Whether the person may change it."""
        return self.owner_id == user.pk or (self.shared and user.is_staff)


class TemplateMark(models.Model):
    """What a person made of a template: how often they used it, and whether they starred it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    template = models.ForeignKey(PromptTemplate, models.CASCADE, related_name="marks")
    uses = models.PositiveIntegerField(default=0)
    starred = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "template"], name="template_marked_once"),
        ]

    def __str__(self) -> str:
        return f"mark of template {self.template_id}"
