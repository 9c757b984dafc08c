from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sessions_app.models import ApiToken, Memory, Preferences, ShareLink, WorkSession
from sessions_app.sharing import links


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Tokens can be seen, renamed and ended here; a new one comes from `create_api_token`."""

    list_display = ["label", "owner", "scope_words", "created_at", "last_used_at", "expires_on"]
    list_select_related = ["owner"]
    search_fields = ["label", "owner__username"]
    fields = ["owner", "label", "scope_words", "created_at", "last_used_at", "expires_on"]
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


@admin.register(ShareLink)
class ShareLinkAdmin(admin.ModelAdmin):
    """What anybody with its address can read; staff may close a link, nobody sees its address."""

    list_display = ["work_session", "owner", "created_at", "expires_at", "revoked_at"]
    list_select_related = ["work_session__owner"]
    list_filter = ["created_at", "revoked_at"]
    search_fields = ["work_session__name", "work_session__owner__username"]
    readonly_fields = ["work_session", "created_at", "expires_at", "revoked_at"]
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(ordering="work_session__owner")
    def owner(self, link: ShareLink) -> User:
        return link.work_session.owner

    @admin.action(description="Revoke selected share links", permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[ShareLink]) -> None:
        rows = list(chosen.filter(revoked_at__isnull=True))
        for row in rows:
            links.revoke(row, now=timezone.now())
        self.message_user(request, f"{len(rows)} revoked.", messages.SUCCESS)
