"""One month of one person in words and numbers, as the Usage page draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.urls import reverse

from studio import standing
from studio.models import Budget, SpendingLimit, Tier
from studio.usage import charges, figures
from studio.usage.charges import Charge
from studio.usage.chart import Chart, chart
from studio.usage.figures import Group
from studio.usage.months import Month
from studio.wording import counted, thousands, usd, usd_each

TIERS = (Tier.PRO, Tier.FLASH, Tier.LITE, Tier.TEXT, "")  # from the foot of a bar up
DELETED, NO_SESSION = "Deleted", "No session"  # what has no name


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class Row:
    """Of the tables by model and by session; `share` in percent of the month."""

    name: str
    images: int
    failed: int
    amount: str
    possibly: str
    share: int


@dataclass(frozen=True, slots=True)
class MonthLink:
    value: str  # "2026-11"
    url: str
    label: str
    is_shown: bool


class Report:
    """`report` in `studio/usage.html`."""

    def __init__(self, by: AbstractBaseUser, month: Month, today: date) -> None:
        self._by = by
        self._today = today
        self.month = month
        self.standing = standing.standing_of(by.pk, month.first)
        self._entries = figures.entries_of(by.pk, month.first, month.last)

    # --- The budget

    @property
    def is_running(self) -> bool:
        return self.month == Month.of(self._today)

    @property
    def label(self) -> str:
        return self.month.label(self._today)

    @property
    def headline(self) -> str:
        left = self.standing.left_usd
        if left is None or not self.is_running:
            return f"{usd(self.standing.spent_usd)} spent in {self.label}"
        return f"{usd(left)} left this month"

    @property
    def spent(self) -> str:
        return usd(self.standing.spent_usd)

    @property
    def reserved(self) -> str:
        """On its way to being spent; "" where nothing is."""
        return usd(self.standing.reserved_usd) if self.standing.reserved_usd else ""

    @property
    def limit(self) -> str:
        return "" if self.standing.limit_usd is None else usd(self.standing.limit_usd)

    @property
    def forecast(self) -> str:
        if not self.is_running or not self.standing.spent_usd:
            return ""
        return f"On course for {usd(self.forecast_usd)} by {self.month.days} {self.label}"

    @cached_property
    def forecast_usd(self) -> Decimal:
        return self.month.forecast_usd(self.standing.spent_usd, self._today)

    @property
    def forecast_mark(self) -> str:
        """Where on the bar, of 1000; "" where there is no bar or no forecast."""
        limit = self.standing.limit_usd
        if not limit or not self.forecast:
            return ""
        return f"{min(1000 * self.forecast_usd / limit, Decimal(1000)):.0f}"

    @property
    def warnings(self) -> list[str]:
        """What is to be known before the next submit."""
        if not self.is_running:
            return []
        found, limit = [], self.standing.limit_usd
        if self.standing.passes_warning() and self.standing.warning_usd is not None:
            found.append(f"{self.label} is past {usd(self.standing.warning_usd)}, your warning.")
        if limit is not None and self.forecast_usd > limit:
            found.append(f"At this pace the budget of {usd(limit)} ends before {self.label} does.")
        return found

    @cached_property
    def staff_limit(self) -> str:
        """What staff allows this person; "" where it set nothing."""
        amount = SpendingLimit.of(self._by.pk).staff_limit_usd
        return "" if amount is None else usd(amount)

    # --- Figures

    @cached_property
    def by_model(self) -> list[Row]:
        return self._rows(self._groups_by_model, DELETED)

    @cached_property
    def by_session(self) -> list[Row]:
        """Nothing where no picture of the month belongs to one."""
        groups = figures.grouped(self._entries, "session")
        return self._rows(groups, NO_SESSION) if any(group.key for group in groups) else []

    @cached_property
    def _groups_by_model(self) -> list[Group]:
        return figures.grouped(self._entries, "model")

    @cached_property
    def total(self) -> Group:
        return figures.summed(self._groups_by_model)

    @property
    def figures(self) -> list[Figure]:
        total, days = self.total, self.month.days_gone(self._today)
        sent, received = figures.tokens_of(self._entries)
        each = usd_each(total.cost_usd / total.images) + " each" if total.images else ""
        ended = total.images + total.failed
        share = f"{100 * total.failed_free / ended:.3g} % of requests" if ended else ""
        words = f"{thousands(sent)} in, {thousands(received)} out"
        return [
            Figure("Average per day", usd(total.cost_usd / max(days, 1)), counted(days, "day")),
            Figure("Images", f"{total.images:,}", each),
            Figure("Tokens", thousands(sent + received), words),
            Figure("Failed, not charged", f"{total.failed_free:,}", share),
        ]

    def _rows(self, groups: list[Group], nameless: str) -> list[Row]:
        return [
            Row(
                name=group.name or nameless,
                images=group.images,
                failed=group.failed,
                amount=usd(group.cost_usd),
                possibly=usd(group.possibly_usd) if group.possibly_usd else "",
                share=round(100 * group.cost_usd / self.total.cost_usd) if group.cost_usd else 0,
            )
            for group in groups
        ]

    # --- Day by day, charge by charge

    @cached_property
    def chart(self) -> Chart:
        days = [self.month.first + timedelta(days=number) for number in range(self.month.days)]
        return chart(days, self._spent, {tier: tier_name(tier) for tier in TIERS})

    @property
    def tiers(self) -> list[tuple[str, str, str]]:
        """The chart's key: tier, its name, USD; those with something to show."""
        sums = {
            tier: sum((amount for (_, of), amount in self._spent.items() if of == tier), Decimal(0))
            for tier in TIERS
        }
        return [(tier, tier_name(tier), usd(amount)) for tier, amount in sums.items() if amount]

    @cached_property
    def _spent(self) -> dict[tuple[date, str], Decimal]:
        return figures.spent_by_tier(self._entries)

    @cached_property
    def charges(self) -> list[Charge]:
        return charges.latest(self._entries)

    # --- Ways out

    @property
    def months(self) -> list[MonthLink]:
        """The month before, where it or an earlier one has a budget, this one and the next."""
        shown = [self.month]
        if Budget.objects.filter(owner_id=self._by.pk, month__lt=self.month.first).exists():
            shown.insert(0, self.month.before)
        if not self.is_running:
            shown.append(self.month.after)
        return [self._link(each) for each in shown]

    @cached_property
    def every_month(self) -> list[MonthLink]:
        """All that money went out in, this one and the one that is shown; newest first."""
        budgets = Budget.objects.filter(owner_id=self._by.pk)
        spent = budgets.filter(Q(spent_usd__gt=0) | Q(reserved_usd__gt=0))
        found = {Month.of(first) for first in spent.values_list("month", flat=True)}
        return [
            self._link(each)
            for each in sorted({*found, self.month, Month.of(self._today)}, reverse=True)
        ]

    def _link(self, month: Month) -> MonthLink:
        url, label = self._url("studio:usage", month), month.label(self._today)
        return MonthLink(str(month), url, label, is_shown=month == self.month)

    @property
    def csv_url(self) -> str:
        return self._url("studio:export_usage", self.month)

    def _url(self, name: str, month: Month) -> str:
        return f"{reverse(name)}?month={month}"


def tier_name(tier: str) -> str:
    return str(Tier(tier).label) if tier else DELETED
