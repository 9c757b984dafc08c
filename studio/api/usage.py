from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self

from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from gallery.api.refusals import Fault, invalid
from gallery.api.wire import Answer, Money, Parameters
from gallery.request import Request
from studio.standing import standing_of
from studio.usage import figures
from studio.usage.figures import Group
from studio.usage.months import Month

MAX_DAYS = 366

router = Router(tags=["Money"])


class UsageParameters(Parameters):
    """Days are those of UTC, both included; left out, the month that runs."""

    first: date | None = Field(None, alias="from", examples=["2026-11-01"])
    last: date | None = Field(None, alias="to", examples=["2026-11-30"])
    group_by: Literal["day", "model", "session"] = "day"

    def days(self, today: date) -> tuple[date, date]:
        """First and last; where one is left out, of the month that the other is in.

        Raises Refusal.
        """
        first = self.first or Month.of(self.last or today).first
        last = self.last or Month.of(first).last
        if first > last:
            raise invalid(Fault("/to", "This must not be before `from`."))
        if (last - first).days >= MAX_DAYS:
            raise invalid(Fault("/to", f"At most {MAX_DAYS} days fit."))
        return first, last


class GroupAnswer(Answer):
    """Of what was asked for on a day, with a model or in a session."""

    key: str | None = Field(description="Day, model id or session id; null where there is none")
    name: str | None
    images: int
    failed: int
    cost_usd: Money
    possibly_charged_usd: Money

    @classmethod
    def of(cls, group: Group) -> Self:
        return cls(
            key=None if group.key is None else str(group.key),
            name=None if group.name is None else str(group.name),
            images=group.images,
            failed=group.failed,
            cost_usd=group.cost_usd,
            possibly_charged_usd=group.possibly_usd,
        )


class UsageAnswer(Answer):
    """`budget_usd` and what follows are those of the month that runs, whatever days were asked."""

    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    group_by: str
    images: int
    failed: int
    cost_usd: Money
    possibly_charged_usd: Money = Field(description="Part of the cost; nobody knows about it")
    items: list[GroupAnswer]
    budget_usd: Money | None = Field(description="Beyond it a request is refused; null: no limit")
    warning_usd: Money | None = Field(description="Beyond it an estimate warns; null: never")
    spent_usd: Money
    reserved_usd: Money = Field(description="Held for what is on its way")
    left_usd: Money | None = Field(description="Of the person's own budget; null without one")
    forecast_usd: Money = Field(description="What the month comes to at this pace")


@router.get("/usage", response=UsageAnswer, by_alias=True, summary="What was spent on what")
def usage(request: Request, parameters: Query[UsageParameters]) -> dict[str, Any]:
    """Counts and dollars by day, model or session; a charge belongs to the day of its request."""
    today = timezone.now().date()
    first, last = parameters.days(today)
    entries = figures.entries_of(request.user.pk, first, last)
    groups = figures.grouped(entries, parameters.group_by)
    total = figures.summed(groups)
    return {
        "first": first,
        "last": last,
        "group_by": parameters.group_by,
        "images": total.images,
        "failed": total.failed,
        "cost_usd": total.cost_usd,
        "possibly_charged_usd": total.possibly_usd,
        "items": [GroupAnswer.of(group) for group in groups],
        **_month_of(request, today),
    }


def _month_of(request: Request, today: date) -> dict[str, Any]:
    month = Month.of(today)
    found = standing_of(request.user.pk, month.first)
    return {
        "budget_usd": found.limit_usd,
        "warning_usd": found.warning_usd,
        "spent_usd": found.spent_usd,
        "reserved_usd": found.reserved_usd,
        "left_usd": found.left_usd,
        "forecast_usd": month.forecast_usd(found.spent_usd, today),
    }
