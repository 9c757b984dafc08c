"""What everybody chooses from: models with their prices, templates, sketch styles."""

from __future__ import annotations

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from studio import keys, lifecycle, problems
from studio.admin.reading import ReadOnly
from studio.models import EngineModel, Price, PromptTemplate, SketchReference, SketchStyle
from studio.template_entries import complete_fields


class PriceInline(admin.TabularInline):
    model = Price
    extra = 0


@admin.register(EngineModel)
class EngineModelAdmin(admin.ModelAdmin):
    list_display = ["label", "model_id", "tier", "is_default", "is_tier_face", "retired", "read_on"]
    list_filter = ["tier", "retired"]
    search_fields = ["label", "model_id"]
    inlines = [PriceInline]
    actions = ["check_against_provider"]

    @admin.action(description="Check against the provider")
    def check_against_provider(self, request: HttpRequest, chosen: QuerySet[EngineModel]) -> None:
        try:
            key = keys.key_of(cast("User", request.user))
        except keys.MissingKey:
            text = problems.wording("missing_key").text
            self.message_user(request, text, messages.ERROR)
            return
        for finding in lifecycle.check(chosen, key=key, today=timezone.now().date()):
            level = messages.SUCCESS if finding.is_fine else messages.WARNING
            self.message_user(request, finding.sentence, level)


@admin.register(PromptTemplate)
class PromptTemplateAdmin(admin.ModelAdmin):
    """The instance's templates and those that staff share; people's own are theirs alone."""

    list_display = ["name", "category", "aspect_ratio", "model", "position", "archived"]
    list_editable = ["position"]
    list_filter = ["category", "archived"]
    search_fields = ["name", "text"]
    exclude = ["owner", "fields", "shared"]  # the defaults of fields are written on the page

    def get_queryset(self, request: HttpRequest) -> QuerySet[PromptTemplate]:
        return PromptTemplate.objects.filter(shared=True)

    def save_model(
        self, request: HttpRequest, obj: PromptTemplate, form: object, change: bool
    ) -> None:
        """What is written here is everyone's; each slot of its text gets its field."""
        obj.shared = True
        obj.fields = complete_fields(obj.text, obj.fields)
        obj.save()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A seeded one would come back with the next migration: it can be archived."""
        return not (isinstance(obj, PromptTemplate) and obj.seed_key)


@admin.register(SketchStyle)
class SketchStyleAdmin(ReadOnly):
    """Built-in ones come with Musa and people's own are theirs: both are edited on the page."""

    list_display = ["name", "key", "version", "owner", "archived", "changed_at"]
    list_filter = ["archived"]
    list_select_related = ["owner"]
    search_fields = ["name", "=key", "owner__username"]


@admin.register(SketchReference)
class SketchReferenceAdmin(ReadOnly):
    list_display = ["__str__", "key", "owner", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["=key", "caption", "owner__username"]
    raw_id_fields = ["image"]
