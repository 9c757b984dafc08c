"""What a person's pictures take up on the disk: in all, and by source, model and month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Case, Count, Q, Sum, Value, When
from django.utils import timezone

from gallery import cleanup, naming, wording
from gallery.models import Image, Rendition, Source

MOST_ROWS = 12
NOT_GENERATED = "No model"
EARLIER, OTHERS = "Earlier", "All others"


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class Share:
    """A row of a table: how much of the originals it is."""

    name: str
    count: int
    size_bytes: int
    percent: int

    @property
    def size(self) -> str:
        return wording.file_size(self.size_bytes)

    @property
    def counted(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Use:
    figures: list[Figure]
    by_source: list[Share]
    by_model: list[Share]
    by_month: list[Share]
    plan: cleanup.Plan

    @property
    def next_clean_up(self) -> str:
        """What it would do now, in a sentence."""
        plan = self.plan
        if not (plan.trashed or plan.deleted):
            return "Nothing of yours would go now."
        return (
            f"Next time it would move {_pictures(plan.trashed)} to the trash and delete "
            f"{_pictures(plan.deleted)} for good, {wording.file_size(plan.freed_bytes)}."
        )


def use_of(user: User, now: datetime) -> Use:
    """Pictures in the trash count: they lie on the disk until they go for good."""
    months = _months(now)
    cells = _cells(user, months)
    sources = _sum(cells, lambda cell: Source(cell.source).label)
    names = naming.model_names()
    models = _sum(cells, lambda cell: names.get(cell.model, cell.model) or NOT_GENERATED)
    by_month = _sum(cells, lambda cell: cell.month)
    in_order = [f"{month:%B %Y}" for month in months] + [EARLIER]
    return Use(
        figures=_figures(user, cells),
        by_source=_shares(_largest_first(sources)),
        by_model=_shares(_largest_first(models)),
        by_month=_shares([(name, *by_month[name]) for name in in_order if name in by_month]),
        plan=cleanup.plan_for(user, now),
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """Pictures that have all of these in common."""

    source: str
    model: str
    month: str
    in_trash: bool
    count: int
    size_bytes: int


def _cells(user: User, months: list[datetime]) -> list[_Cell]:
    """One pass over the rows: with a hundred thousand of them each further one takes a second."""
    began = [When(created_at__gte=month, then=Value(f"{month:%B %Y}")) for month in months]
    rows = (
        Image.objects.filter(owner=user)
        .annotate(month=Case(*began, default=Value(EARLIER)))
        .annotate(in_trash=Q(trashed_at__isnull=False))
        .values_list("source", "model", "month", "in_trash")
        .annotate(count=Count("pk"), size=Sum("size_bytes"))
        .order_by()
    )
    return [_Cell(*row) for row in rows]


def _months(now: datetime) -> list[datetime]:
    """When this month and those before it began, in the person's time, the latest first."""
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = [month]
    while len(found) < MOST_ROWS:
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found


def _figures(user: User, cells: list[_Cell]) -> list[Figure]:
    previews = Rendition.objects.filter(image__owner=user).aggregate(
        count=Count("pk"),
        size=Sum("size_bytes", default=0),
        trashed_size=Sum("size_bytes", filter=Q(image__trashed_at__isnull=False), default=0),
    )
    originals = sum(cell.size_bytes for cell in cells)
    trashed = [cell for cell in cells if cell.in_trash]
    in_trash = sum(cell.size_bytes for cell in trashed) + previews["trashed_size"]
    size = wording.file_size
    return [
        Figure("In all", size(originals + previews["size"]), ""),
        Figure("Originals", size(originals), f"{sum(cell.count for cell in cells):,} files"),
        Figure("Previews", size(previews["size"]), f"{previews['count']:,} files"),
        Figure(
            "In the trash",
            size(in_trash),
            f"{sum(cell.count for cell in trashed):,} of the originals",
        ),
    ]


def _sum(cells: list[_Cell], named: Callable[[_Cell], str]) -> dict[str, tuple[int, int]]:
    """Pictures and bytes by name."""
    found: dict[str, tuple[int, int]] = {}
    for cell in cells:
        count, size_bytes = found.get(named(cell), (0, 0))
        found[named(cell)] = (count + cell.count, size_bytes + cell.size_bytes)
    return found


def _largest_first(sums: dict[str, tuple[int, int]]) -> list[tuple[str, int, int]]:
    """All small ones in one row."""
    rows = sorted(sums.items(), key=lambda item: -item[1][1])
    found = [(name, count, size_bytes) for name, (count, size_bytes) in rows]
    shown, others = found[:MOST_ROWS], found[MOST_ROWS:]
    if others:
        shown.append((OTHERS, sum(row[1] for row in others), sum(row[2] for row in others)))
    return shown


def _shares(rows: list[tuple[str, int, int]]) -> list[Share]:
    total = sum(size for _, _, size in rows)
    return [Share(name, count, size, round(100 * size / total)) for name, count, size in rows]


def _pictures(count: int) -> str:
    return f"{count:,} picture{'' if count == 1 else 's'}"
