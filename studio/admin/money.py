"""Limits, which staff set, and the books, which nobody writes."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import limits
from studio.admin.reading import ReadOnly
from studio.models import Budget, LedgerEntry, SpendingLimit


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
