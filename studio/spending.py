"""What is said before money is spent: it would pass a limit, or it is asked for once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from sessions_app.models import Preferences
from studio import ledger
from studio.estimating import Estimate
from studio.models import Generation
from studio.standing import ZERO, available_usd, standing_of
from studio.wording import counted, usd

LARGEST_SIZE = "4K"  # dear on every model, so it is always confirmed


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The question before a large spend; `cost_usd` goes back with the yes."""

    cost_usd: Decimal
    text: str

    @property
    def title(self) -> str:
        return f"Spend about {usd(self.cost_usd)}?"

    @property
    def action(self) -> str:
        return f"Spend {usd(self.cost_usd)}"


@dataclass(frozen=True, slots=True)
class Spend:
    """What is about to be bought, whether for the first time or once more."""

    images: int
    cost_usd: Decimal
    models: tuple[str, ...]
    sizes: tuple[str, ...]

    @classmethod
    def of_estimate(cls, estimate: Estimate) -> Self:
        models = (each.engine_model.short_label for each in estimate.resolved)
        sizes = (each.resolution for each in estimate.resolved)
        return cls(estimate.images, estimate.cost_usd, _distinct(models), _distinct(sizes))

    @classmethod
    def of_retries(cls, rows: Sequence[Generation]) -> Self:
        """Wants the rows with their models."""
        cost_usd = sum((row.estimated_cost_usd for row in rows), ZERO)
        models = (row.engine_model.short_label for row in rows)
        sizes = (str(row.requested.get("resolution") or "") for row in rows)
        return cls(len(rows), cost_usd, _distinct(models), _distinct(sizes))

    def __str__(self) -> str:
        """ "8 images with Pro at 4K"."""
        words = f"{counted(self.images, 'image')} with {' and '.join(self.models)}"
        return f"{words} at {' and '.join(self.sizes)}" if self.sizes else words


def confirmation(
    spend: Spend, *, by: AbstractBaseUser, confirmed_usd: Decimal = ZERO
) -> Confirmation | None:
    """None where the person does not want to be asked, or said yes to as much.

    What would be refused anyway is not asked about.
    """
    reason = _reason(spend, by)
    if not reason or spend.cost_usd <= confirmed_usd:
        return None
    left = available_usd(by.pk, ledger.month_of(timezone.now()))
    if left is not None and spend.cost_usd > left:
        return None
    return Confirmation(spend.cost_usd, f"{spend}. {reason}")


def warnings(estimate: Estimate, *, by: AbstractBaseUser) -> list[str]:
    """All that a submit of it would meet, in sentences."""
    found = list(_of_budget(estimate.cost_usd, by, timezone.now()))
    if reason := _reason(Spend.of_estimate(estimate), by):
        found.append(f"The page asks before it spends this. {reason}")
    return found


def of_budget(estimate: Estimate, *, by: AbstractBaseUser) -> str:
    """The limit or the warning that it would pass, in a sentence; "" where none."""
    return next(_of_budget(estimate.cost_usd, by, timezone.now()), "")


def _of_budget(cost_usd: Decimal, by: AbstractBaseUser, now: datetime) -> Iterator[str]:
    month = ledger.month_of(now)
    own, left = standing_of(by.pk, month), available_usd(by.pk, month)
    if left is not None and cost_usd > left:
        yield f"This passes your budget: {usd(left)} left in {now:%B}."
    elif own.warning_usd is not None and own.passes_warning(cost_usd):
        after = usd(own.used_usd + cost_usd)
        yield f"Brings {now:%B} to {after}, past your warning at {usd(own.warning_usd)}."


def _reason(spend: Spend, by: AbstractBaseUser) -> str:
    """Why it is asked for once more; "" where it is not."""
    above_usd = Preferences.of(by).confirm_above_usd
    if above_usd is None:
        return ""
    if spend.cost_usd > above_usd:
        return f"You asked to confirm anything above {usd(above_usd)}."
    if LARGEST_SIZE in spend.sizes:
        return f"Anything at {LARGEST_SIZE} is confirmed."
    return ""


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, words)))
