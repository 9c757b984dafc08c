"""What a person's pictures take up on the disk: in all, and by source, model and month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from gallery import cleanup, wording
from gallery.models import Image, Rendition, Source

MOST_ROWS = 12
NOT_GENERATED = "No model"


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
    mine = Image.objects.filter(owner=user)
    return Use(
        figures=_figures(user),
        by_source=_grouped(mine, "source", lambda word: Source(word).label),
        by_model=_grouped(mine, "model", lambda word: word or NOT_GENERATED),
        by_month=_monthly(mine),
        plan=cleanup.plan_for(user, now),
    )


def _pictures(count: int) -> str:
    return f"{count:,} picture{'' if count == 1 else 's'}"


def _figures(user: User) -> list[Figure]:
    in_trash = Q(trashed_at__isnull=False)
    originals = Image.objects.filter(owner=user).aggregate(
        count=Count("pk"),
        size=Sum("size_bytes", default=0),
        trashed=Count("pk", filter=in_trash),
        trashed_size=Sum("size_bytes", filter=in_trash, default=0),
    )
    previews = Rendition.objects.filter(image__owner=user).aggregate(
        count=Count("pk"),
        size=Sum("size_bytes", default=0),
        trashed_size=Sum("size_bytes", filter=Q(image__trashed_at__isnull=False), default=0),
    )
    size = wording.file_size
    return [
        Figure("In all", size(originals["size"] + previews["size"]), ""),
        Figure("Originals", size(originals["size"]), f"{originals['count']:,} files"),
        Figure("Previews", size(previews["size"]), f"{previews['count']:,} files"),
        Figure(
            "In the trash",
            size(originals["trashed_size"] + previews["trashed_size"]),
            f"{originals['trashed']:,} of the originals",
        ),
    ]


def _grouped(images: QuerySet[Image], column: str, named: Callable[[str], str]) -> list[Share]:
    """The largest first, all small ones in one row."""
    rows = images.values(word=F(column)).annotate(count=Count("pk"), size=Sum("size_bytes"))
    found = [(named(row["word"]), row["count"], row["size"]) for row in rows.order_by("-size")]
    return _shares(found, rest="All others")


def _monthly(images: QuerySet[Image]) -> list[Share]:
    """The newest first, all older ones in one row."""
    months = images.annotate(month=TruncMonth("created_at")).values("month")
    rows = months.annotate(count=Count("pk"), size=Sum("size_bytes")).order_by("-month")
    found = [(f"{row['month']:%B %Y}", row["count"], row["size"]) for row in rows]
    return _shares(found, rest="Earlier")


def _shares(found: list[tuple[str, int, int]], *, rest: str) -> list[Share]:
    """Name, pictures and bytes each; what comes after the first dozen becomes one."""
    shown, others = found[:MOST_ROWS], found[MOST_ROWS:]
    if others:
        _, counts, sizes = zip(*others, strict=True)
        shown = [*shown, (rest, sum(counts), sum(sizes))]
    total = sum(size for _, _, size in found)
    return [Share(name, count, size, round(100 * size / total)) for name, count, size in shown]
