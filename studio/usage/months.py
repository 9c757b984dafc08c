"""A month of the calendar, and where its spending leads; pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    first: date

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, text: str) -> Month | None:
        """From "2026-11"; None where it is no month."""
        try:
            return cls(date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def days(self) -> int:
        return monthrange(self.first.year, self.first.month)[1]

    @property
    def last(self) -> date:
        return self.first.replace(day=self.days)

    @property
    def before(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> Month:
        return Month.of(self.last + timedelta(days=1))

    def label(self, today: date) -> str:
        """ "November", with its year where that is another one."""
        return f"{self.first:%B}" if self.first.year == today.year else f"{self.first:%B %Y}"

    def days_gone(self, today: date) -> int:
        """Of this month, today's included; 0 before it begins."""
        return min(max((today - self.first).days + 1, 0), self.days)

    def forecast_usd(self, spent_usd: Decimal, today: date) -> Decimal:
        """What the month comes to if every day is as those that are gone."""
        gone = self.days_gone(today)
        return (spent_usd * self.days / gone).quantize(_CENT) if gone else spent_usd
