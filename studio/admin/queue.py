"""What waits, runs and ended."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest

from studio import actions
from studio.admin.reading import ReadOnly
from studio.models import Batch, Generation, GenerationQuerySet, Lane


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
