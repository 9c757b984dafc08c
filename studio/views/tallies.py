"""How far batches are, counted by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Sum

from studio import wording
from studio.models import OPEN, Generation, Status


@dataclass(slots=True)
class Tally:
    """How many of a batch stand where, and its money."""

    counts: dict[str, int] = field(default_factory=dict)
    cost_usd: Decimal = Decimal(0)
    estimated_usd: Decimal = Decimal(0)
    open_s: int = 0  # what the open ones usually take, one after the other

    def of(self, *statuses: Status) -> int:
        return sum(self.counts.get(status, 0) for status in statuses)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def complete(self) -> int:
        return self.of(Status.COMPLETE)

    @property
    def failed(self) -> int:
        return self.of(Status.FAILED)

    @property
    def open(self) -> int:
        return self.of(Status.PENDING, Status.GENERATING)

    @property
    def settled(self) -> int:
        return self.total - self.open

    @property
    def words(self) -> list[str]:
        """ "1 failed", "1 generating", "2 waiting": what is not complete."""
        told = {
            "failed": self.failed,
            "generating": self.of(Status.GENERATING),
            "waiting": self.of(Status.PENDING),
            "canceled": self.of(Status.CANCELED),
        }
        return [f"{number} {word}" for word, number in told.items() if number]

    @property
    def money(self) -> str:
        if self.open:
            return f"{wording.usd(self.cost_usd)} spent, up to {wording.usd(self.estimated_usd)}"
        return f"{wording.usd(self.cost_usd)} spent"


def tallies(batch_ids: Iterable[int]) -> dict[int, Tally]:
    """The tally of each batch, in one query."""
    found: dict[int, Tally] = defaultdict(Tally)
    rows = Generation.objects.filter(batch_id__in=list(batch_ids)).values("batch_id", "status")
    for row in rows.annotate(
        number=Count("pk"),
        cost_usd=Sum("cost_usd"),
        estimated_usd=Sum("estimated_cost_usd"),
        usual_s=Sum("engine_model__typical_s"),
    ):
        tally = found[row["batch_id"]]
        tally.counts[row["status"]] = row["number"]
        tally.cost_usd += row["cost_usd"]
        tally.estimated_usd += row["estimated_usd"]
        tally.open_s += row["usual_s"] if row["status"] in OPEN else 0
    return found
