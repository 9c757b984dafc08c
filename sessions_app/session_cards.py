"""What the list of sessions shows of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from gallery import wording
from gallery.models import Image
from sessions_app.models import SessionImage, WorkSession

# From the apps to the left: how much is on its way for each of these sessions, of those with any.
WORKING: list[Callable[[Collection[int]], Mapping[int, int]]] = []
IN_MOSAIC = 3


@dataclass(frozen=True, slots=True)
class SessionCard:
    session: WorkSession
    pictures: tuple[Image, ...]  # the newest, up to three
    count: str
    tier: str  # of the model that drew the newest; "" where none did
    changed: str
    working: int  # how many answers are on their way

    @property
    def token(self) -> str:
        """What the page tells of it, so that its poll learns of a change."""
        return f"{self.session.pk}:{self.working}"

    @property
    def size(self) -> int:
        return len(self.pictures)


def cards(sessions: Sequence[WorkSession], *, now: datetime) -> list[SessionCard]:
    """One for each, from `counted()`; the queries are the same for any number."""
    newest = _newest_of(sessions)
    working = working_of([session.pk for session in sessions])
    return [
        _card(session, newest.get(session.pk, ()), working[session.pk], now) for session in sessions
    ]


def working_of(pks: Collection[int]) -> Counter[int]:
    """How many answers are on their way, by session."""
    found: Counter[int] = Counter()
    for look in WORKING:
        found.update(look(pks))
    return found


def _card(
    session: WorkSession, pictures: Sequence[Image], working: int, now: datetime
) -> SessionCard:
    drawn = next((image.tier for image in pictures if image.tier), "")
    return SessionCard(
        session=session,
        pictures=tuple(pictures),
        count=wording.images(getattr(session, "image_count", 0)),
        tier=drawn.capitalize(),
        changed=wording.made_at(session.changed_at, now=now),
        working=working,
    )


def _newest_of(sessions: Sequence[WorkSession]) -> dict[int, list[Image]]:
    place = Window(
        RowNumber(), partition_by=F("work_session"), order_by=[F("filed_at").desc(), F("pk").desc()]
    )
    there = SessionImage.objects.filter(
        work_session__in=[session.pk for session in sessions], image__trashed_at__isnull=True
    )
    newest = there.annotate(place=place).filter(place__lte=IN_MOSAIC).order_by("place")
    pairs = list(newest.values_list("work_session_id", "image_id"))
    images = Image.objects.for_tiles().in_bulk([image_id for _, image_id in pairs])
    found: dict[int, list[Image]] = {}
    for session_id, image_id in pairs:
        found.setdefault(session_id, []).append(images[image_id])
    return found
