"""Where Musa calls out to: people's webhooks."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from studio.admin.reading import ReadOnly
from studio.models import Webhook


@admin.register(Webhook)
class WebhookAdmin(ReadOnly):
    """Addresses and secrets are their owners'; staff may pause one that makes trouble."""

    list_display = ["__str__", "owner", "paused", "created_at"]
    list_filter = ["paused"]
    list_select_related = ["owner"]
    search_fields = ["url", "owner__username"]
    fields = ["owner", "url", "kinds", "paused", "created_at"]
    actions = ["pause"]

    @admin.action(description="Pause selected webhooks", permissions=["view"])
    def pause(self, request: HttpRequest, chosen: QuerySet[Webhook]) -> None:
        paused = chosen.filter(paused=False).update(paused=True)
        self.message_user(request, f"{paused} paused.", messages.SUCCESS)
