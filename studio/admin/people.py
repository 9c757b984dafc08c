"""Who may sign in: what they have here, what they spent, and their leaving."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from gallery.models import Image
from studio import leaving, ledger
from studio.models import Budget
from studio.wording import usd

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Deleting counts what goes along instead of listing it, row by row, of thousands."""

    list_display = ["username", "email", "is_active", "is_staff", "last_login", "images", "spent"]
    list_filter = ["is_active", "is_staff"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        images = Image.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
        counted = images.annotate(count=Count("pk")).values("count")
        month = ledger.month_of(timezone.now())
        budget = Budget.objects.filter(owner=OuterRef("pk"), month=month)
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(
            image_count=Coalesce(Subquery(counted), 0),
            spent_usd=Subquery(budget.values("spent_usd")),
        )

    @admin.display(description="images", ordering="image_count")
    def images(self, person: User) -> int:
        return int(vars(person)["image_count"])

    @admin.display(description="spent this month", ordering="spent_usd")
    def spent(self, person: User) -> str:
        return usd(vars(person)["spent_usd"] or Decimal(0))

    def get_deleted_objects(
        self, objs: Iterable[User], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """Nobody deletes themselves: they could not take it back, nor could the last of staff."""
        people = list(objs)
        told = [[str(person), _belongings(person)] for person in people]
        lines = [line for pair in told for line in pair if line]
        may_not = set() if self.has_delete_permission(request) else {"user"}
        protected = [f"{person} (you)" for person in people if person == request.user]
        return lines, {"users": len(people)}, may_not, protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        leaving.remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            leaving.remove(person)


def _belongings(person: User) -> list[str]:
    return [f"{count} {noun}" for noun, count in leaving.belongings(person)]
