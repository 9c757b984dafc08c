"""Keys of the provider: never themselves, only how they stand and who may use which."""

from __future__ import annotations

from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from studio.admin.reading import ReadOnly
from studio.models import InstancePolicy, OwnKey, ProviderKey


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
