from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from sessions_app.models import ApiToken, Memory, Preferences, WorkSession


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Tokens can be seen, renamed and ended here; a new one comes from `create_api_token`."""

    list_display = ["label", "owner", "scope_words", "created_at", "last_used_at"]
    list_select_related = ["owner"]
    search_fields = ["label", "owner__username"]
    fields = ["owner", "label", "scope_words", "created_at", "last_used_at"]
    readonly_fields = ["owner", "scope_words", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Preferences)
class PreferencesAdmin(admin.ModelAdmin):
    list_display = ["owner", "theme", "default_model", "confirm_above_usd"]
    list_select_related = ["owner"]
    search_fields = ["owner__username"]
    autocomplete_fields = ["owner"]


@admin.register(WorkSession)
class WorkSessionAdmin(admin.ModelAdmin):
    list_display = ["name", "owner", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__username"]
    autocomplete_fields = ["owner"]


@admin.register(Memory)
class MemoryAdmin(admin.ModelAdmin):
    """Seen and ended here; its words are written on its owner's pages, which count them."""

    list_display = ["title", "owner", "type", "token_estimate", "changed_at"]
    list_select_related = ["owner"]
    search_fields = ["title", "owner__username"]
    fields = ["owner", "title", "type", "pinned", "mark", "created_at", "deleted_at"]
    readonly_fields = ["owner", "title", "type", "created_at", "deleted_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
