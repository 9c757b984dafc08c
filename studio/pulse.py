"""A person's open work as a page knows it, so that one short poll can tell what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from studio import cards, wording
from studio.models import Generation, Kind, Status, WorkerHeartbeat

# How often a page asks, by how long nothing has changed.
_PACE = ((timedelta(seconds=30), 1), (timedelta(minutes=3), 2))
_SLOWEST_S = 5
_TAKEN_UP = timedelta(seconds=20)  # a worker that is there has begun by then
_IDLE_S = 10  # where nothing is open: a page that waits for new batches may ask
MAX_BATCHES = 50  # that a page names in its poll


@dataclass(frozen=True, slots=True)
class Pulse:
    """What `studio/_pulse.html` draws; quiet while nothing waits."""

    waiting: int = 0
    batches: tuple[int, ...] = ()
    every_s: int = 1
    is_talk: bool = field(default=False, compare=False)  # only words are on the way
    unattended: bool = False  # work waits, and no worker is there to do it

    @property
    def url(self) -> str:
        """The poll's address, which says back what the page knows."""
        known: dict[str, object] = {"open": self.waiting, "every": self.every_s}
        known |= {"batch": self.batches} | ({"unattended": 1} if self.unattended else {})
        return f"{reverse('studio:pulse')}?{urlencode(known, doseq=True)}"

    @property
    def sentence(self) -> str:
        noun = "answer" if self.is_talk else "image"
        counted = wording.counted(self.waiting, noun)
        if self.unattended:
            return f"No worker is running: {counted} waiting"
        return f"{counted} on the way" if self.waiting else ""


@dataclass(frozen=True, slots=True)
class OpenWork:
    """The person's open generations: the token of each card, and the page's pulse."""

    tokens: dict[int, str]
    pulse: Pulse


class _Row(NamedTuple):
    priority: int
    pk: int
    status: str
    batch_id: int
    due_at: datetime
    cancel_requested: bool
    paused: bool
    key_rests_until: datetime | None
    key_rests_for: str
    created_at: datetime
    started_at: datetime | None
    kind: str


_COLUMNS = (
    "priority",
    "pk",
    "status",
    "batch_id",
    "due_at",
    "cancel_requested",
    "batch__paused",
    "provider_key__paused_until",
    "provider_key__pause_code",
    "created_at",
    "started_at",
    "kind",
)


def open_work(user: AbstractBaseUser, *, now: datetime) -> OpenWork:
    """In one query, so that a row on its way from one status to the other is not missed."""
    rows = _rows(user)
    line = [row.pk for row in rows if row.status == Status.PENDING][: wording.PLACES_TOLD]
    places = {pk: place for place, pk in enumerate(line, start=1)}
    tokens = {row.pk: _token(row, places.get(row.pk, 0), now) for row in rows}
    return OpenWork(tokens, _pulse(rows, now) if rows else Pulse(every_s=_IDLE_S))


def _pulse(rows: Sequence[_Row], now: datetime) -> Pulse:
    changed_at = max(row.started_at or row.created_at for row in rows)
    return Pulse(
        waiting=len(rows),
        batches=tuple(sorted({row.batch_id for row in rows})[-MAX_BATCHES:]),
        every_s=_pace_s(now - changed_at),
        is_talk=all(row.kind == Kind.CHAT for row in rows),
        unattended=_is_unattended(rows, now),
    )


def _is_unattended(rows: Sequence[_Row], now: datetime) -> bool:
    """Asked of the database only where work has stood still for longer than a worker takes."""
    if any(row.status == Status.GENERATING for row in rows):
        return False
    long_due = any(now - row.due_at > _TAKEN_UP and not row.paused for row in rows)
    return long_due and not WorkerHeartbeat.is_any_alive(now)


def _rows(user: AbstractBaseUser) -> list[_Row]:
    """The most urgent first; each half is read by an index that holds such rows only."""
    own = Generation.objects.visible_to(user).order_by()
    pending, generating = (
        own.filter(status=status).values_list(*_COLUMNS)
        for status in (Status.PENDING, Status.GENERATING)
    )
    return sorted(_Row(*row) for row in pending.union(generating, all=True))


def _token(row: _Row, place: int, now: datetime) -> str:
    return cards.waiting(
        pk=row.pk,
        status=row.status,
        due_at=row.due_at,
        cancel_requested=row.cancel_requested,
        paused=row.paused,
        key_rests_until=row.key_rests_until,
        key_rests_for=row.key_rests_for,
        place=place,
        now=now,
    ).token


def _pace_s(quiet: timedelta) -> int:
    return next((every_s for limit, every_s in _PACE if quiet < limit), _SLOWEST_S)
