"""Finding memories by their words, type, tag and status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import and_

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from sessions_app.memories.context import by_importance
from sessions_app.models import Memory, MemoryQuerySet, MemoryStatus

MAX_WORDS = 8
_WEIGHTS = {"title": 8, "tag_line": 4, "content": 2, "context": 1}


class Order(StrEnum):
    RELEVANCE = "relevance"
    IMPORTANCE = "importance"
    RECENCY = "recency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """ "" stands for any; archived ones are found only where they are asked for."""

    query: str = ""
    type: str = ""
    tag: str = ""
    status: str = ""
    order: str = ""

    @property
    def words(self) -> list[str]:
        return self.query.split()[:MAX_WORDS]


def search(memories: MemoryQuerySet, wanted: Wanted, *, now: datetime) -> list[Memory]:
    """Those that hold every word, in the order that was asked for."""
    found = narrow(memories, wanted, now=now)
    order = wanted.order or (Order.RELEVANCE if wanted.words else Order.IMPORTANCE)
    if order == Order.RECENCY:
        return list(found.order_by("-changed_at", "-pk"))
    if order == Order.IMPORTANCE or not wanted.words:
        return by_importance(found, now)
    return list(
        found.annotate(relevance=_relevance(wanted.words)).order_by(
            "-relevance", "-changed_at", "-pk"
        )
    )


def narrow(memories: MemoryQuerySet, wanted: Wanted, *, now: datetime) -> MemoryQuerySet:
    if wanted.status:
        memories = memories.with_status(MemoryStatus(wanted.status), now)
    else:
        memories = memories.offered()
    if wanted.type:
        memories = memories.filter(type=wanted.type)
    if wanted.tag:
        memories = memories.filter(tag_line__contains=f",{wanted.tag},")
    return memories.filter(reduce(and_, map(_holds, wanted.words), Q()))


def _holds(word: str) -> Q:
    return reduce(lambda found, name: found | Q(**{f"{name}__icontains": word}), _WEIGHTS, Q())


def _relevance(words: list[str]) -> Combinable:
    """How well a memory holds the words: in its title they weigh the most."""
    total: Combinable = Value(0)
    for word in words:
        for name, weight in _WEIGHTS.items():
            holds = When(**{f"{name}__icontains": word}, then=Value(weight))
            total += Case(holds, default=Value(0), output_field=IntegerField())
    return total


def tags_of(memories: MemoryQuerySet) -> list[str]:
    """Every tag that is in use, in the order of the alphabet."""
    lines = memories.exclude(tag_line="").values_list(F("tag_line"), flat=True).distinct()
    return sorted({tag for line in lines for tag in line.split(",") if tag})
