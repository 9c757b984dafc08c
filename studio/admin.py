"""What staff see of the studio: the catalogue and the limits to edit, the rest to read."""

from __future__ import annotations

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from studio import actions, keys, lifecycle, limits, problems
from studio.models import (
    Batch,
    Budget,
    EngineModel,
    Generation,
    GenerationQuerySet,
    InstancePolicy,
    Lane,
    LedgerEntry,
    OwnKey,
    Price,
    PromptTemplate,
    ProviderKey,
    SketchReference,
    SketchStyle,
    SpendingLimit,
)
from studio.template_entries import complete_fields


class ReadOnly(admin.ModelAdmin):
    """Rows that only the studio itself writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


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


@admin.register(Generation)
class GenerationAdmin(ReadOnly):
    """Prompts are people's own words: they stand on the row's page, not in the list."""

    list_display = ["id", "owner", "batch", "status", "error_code", "engine_model", "cost_usd"]
    list_filter = ["status", "error_code", "kind", "engine_model"]
    list_select_related = ["owner", "batch", "engine_model"]
    search_fields = ["=id", "=batch__id", "owner__username"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ["cancel"]

    @admin.action(description="Cancel selected generations", permissions=["view"])
    def cancel(self, request: HttpRequest, chosen: GenerationQuerySet) -> None:
        rows = list(chosen.open())
        for row in rows:
            actions.cancel(generation=row, by=row.owner)
        self.message_user(request, f"{len(rows)} canceled.", messages.SUCCESS)


@admin.register(Batch)
class BatchAdmin(ReadOnly):
    list_display = ["id", "owner", "name", "paused", "max_in_flight", "created_at"]
    list_filter = ["paused"]
    list_select_related = ["owner"]
    search_fields = ["=id", "name", "owner__username"]
    show_full_result_count = False


@admin.register(Lane)
class LaneAdmin(ReadOnly):
    list_display = ["name"]


@admin.register(ProviderKey)
class ProviderKeyAdmin(admin.ModelAdmin):
    """The key itself is nowhere; staff may limit its calls and end its pause."""

    list_display = ["__str__", "calls_per_minute", "paused_until", "pause_code"]
    readonly_fields = ["fingerprint", "last_four", "paused_until", "pause_code"]
    actions = ["resume"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.action(description="Resume selected keys", permissions=["change"])
    def resume(self, request: HttpRequest, chosen: QuerySet[ProviderKey]) -> None:
        resumed = chosen.update(paused_until=None, pause_code="", refusals_in_a_row=0)
        self.message_user(request, f"{resumed} resumed.", messages.SUCCESS)


@admin.register(SpendingLimit)
class SpendingLimitAdmin(admin.ModelAdmin):
    """Staff's amounts; what people set for themselves is theirs."""

    list_display = ["__str__", "owner", "staff_limit_usd", "staff_warning_usd", "own_limit_usd"]
    list_select_related = ["owner"]
    search_fields = ["owner__username"]
    autocomplete_fields = ["owner"]
    fields = ["owner", "staff_limit_usd", "staff_warning_usd", "own_limit_usd", "own_warning_usd"]
    readonly_fields = ["own_limit_usd", "own_warning_usd"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: SpendingLimit | None = None
    ) -> list[str]:
        return self.readonly_fields + ["owner"] * (obj is not None)

    def save_model(
        self, request: HttpRequest, obj: SpendingLimit, form: object, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        limits.follow(obj.owner_id)

    def delete_model(self, request: HttpRequest, obj: SpendingLimit) -> None:
        super().delete_model(request, obj)
        limits.follow(obj.owner_id)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SpendingLimit]) -> None:
        holders = list(queryset.values_list("owner_id", flat=True))
        super().delete_queryset(request, queryset)
        for holder_id in holders:
            limits.follow(holder_id)


@admin.register(OwnKey)
class OwnKeyAdmin(ReadOnly):
    """Whose key there is, and its last four characters; staff may remove one, nobody reads it."""

    list_display = ["owner", "last_four", "provider_key", "created_at", "tested_at"]
    list_select_related = ["owner", "provider_key"]
    search_fields = ["owner__username", "=last_four"]
    fields = ["owner", "last_four", "provider_key", "models_found", "created_at", "tested_at"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, cast("OwnKey", obj))


@admin.register(InstancePolicy)
class InstancePolicyAdmin(admin.ModelAdmin):
    """One row, made when staff first decide otherwise than the defaults."""

    list_display = ["__str__", "instance_key_for_all"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not InstancePolicy.objects.exists() and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: InstancePolicy, form: object, change: bool
    ) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(Budget)
class BudgetAdmin(ReadOnly):
    """Each month of each person, and of the instance, as the ledger keeps it."""

    list_display = ["__str__", "owner", "month", "spent_usd", "reserved_usd", "limit_usd"]
    list_filter = ["month"]
    list_select_related = ["owner"]
    search_fields = ["owner__username"]
    ordering = ["-month", "-spent_usd"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly):
    list_display = ["id", "owner", "generation", "attempt", "state", "reserved_usd", "booked_usd"]
    list_filter = ["state", "month"]
    list_select_related = ["owner", "generation"]
    search_fields = ["=generation__id", "owner__username"]
    show_full_result_count = False


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
