"""Batches as their pages show them: heading, facts and cards, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.urls import reverse
from django.utils import timezone

from gallery.grounding import Sources, sources_of
from studio import cards, wording
from studio.cards import Card
from studio.models import Batch, Generation, ResponseModality, Status
from studio.views.tallies import Tally, tallies

BATCHES_A_PAGE = 10
CARDS_A_BATCH = 12  # on the Generate page; the batch's own page has all
CARDS_A_PAGE = 60
_WIDE, _TALL = 1.2, 0.9  # width by height
_SHORT = 110  # characters that three lines hold on a phone as well


@dataclass(frozen=True, slots=True)
class Answer:
    """What came with a picture in words; `letter` is its frame's."""

    pk: int
    letter: str
    text: str
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One batch and where it stands: what `studio/_batch_progress.html` draws."""

    batch: Batch
    tally: Tally

    @property
    def pk(self) -> int:
        return self.batch.pk

    @property
    def token(self) -> str:
        return token(self.batch, self.tally)

    @property
    def url(self) -> str:
        return batch_url(self.batch)

    @property
    def left(self) -> str:
        """ "20 s left"; "" while nothing moves."""
        if not self.tally.open or self.batch.paused:
            return ""
        at_once = min(settings.GENERATIONS_PER_USER, self.batch.max_in_flight or self.tally.open)
        return f"{wording.duration(-(-self.tally.open_s // at_once))} left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Whole):
    """One batch with its cards: what `studio/_batch.html` draws."""

    prompt: str
    others: int  # how many further prompts
    facts: list[str]
    cards: list[Card]
    columns: str
    answers: list[Answer]
    expects_text: bool
    expects_sources: bool
    after: int  # the cards shown are those that follow this position
    limit: int

    @property
    def heading(self) -> str:
        return self.batch.name or self.prompt

    @property
    def reads_more(self) -> bool:
        """Whether words are left that the three lines above the cards may not hold."""
        texts = [answer.text for answer in self.answers if answer.text]
        return len(texts) > 1 or any(len(text) > _SHORT or "\n" in text for text in texts)

    @property
    def more(self) -> int:
        """How many cards follow those shown."""
        return max(self.tally.total - self.after - 1 - len(self.cards), 0)

    @property
    def is_part(self) -> bool:
        return len(self.cards) < self.tally.total

    @property
    def last_shown(self) -> int:
        return self.after + len(self.cards)

    @property
    def pages(self) -> tuple[str, str]:
        """The addresses of the page of cards before this one and of the next; "" where none is."""
        before = max(self.after - self.limit, -1)
        previous = self.url if before < 0 else f"{self.url}?after={before}"
        following = f"{self.url}?after={self.last_shown}" if self.more else ""
        return (previous if self.after >= 0 else "", following)


def token(batch: Batch, tally: Tally) -> str:
    """Where a whole batch stands, for pages that do not show every card of it."""
    counts = "-".join(str(tally.of(status)) for status in Status)
    return f"{batch.pk}:{counts}:{int(batch.paused)}"


def batch_url(batch: Batch) -> str:
    """Its own page; that of the conversation where it is a turn of one."""
    if batch.is_talk and batch.work_session_id:
        return reverse("studio:session", args=[batch.work_session_id])
    return reverse("studio:batch", args=[batch.pk])


def page_of_batches(
    user: AbstractBaseUser, *, before: Batch | None = None
) -> tuple[list[Batch], Batch | None]:
    """The newest batches, those older than `before`; and the last one where more follow."""
    batches = Batch.objects.visible_to(user).runs().newest_first()
    if before is not None:
        batches = batches.filter(
            TupleLessThan(Tuple("created_at", "id"), (before.created_at, before.pk))
        )
    found = list(batches[: BATCHES_A_PAGE + 1])
    shown = found[:BATCHES_A_PAGE]
    return shown, shown[-1] if len(found) > len(shown) else None


def sheets(batches: Sequence[Batch], *, by: AbstractBaseUser) -> list[Sheet]:
    """The batches with the first cards of each."""
    if not batches:
        return []
    rows = _rows(by).filter(batch__in=batches, position__lt=CARDS_A_BATCH)
    return _assemble(batches, rows, by, after=-1, limit=CARDS_A_BATCH)


def sheet(
    batch: Batch, *, by: AbstractBaseUser, after: int = -1, limit: int = CARDS_A_PAGE
) -> Sheet | None:
    """One batch with the cards after the position `after`; None where there are none."""
    limit = min(limit, CARDS_A_PAGE)
    rows = _rows(by).filter(batch=batch, position__gt=after)[:limit]
    return next(iter(_assemble([batch], rows, by, after=after, limit=limit)), None)


def cards_of(pks: Iterable[int], *, by: AbstractBaseUser) -> list[tuple[Generation, Card]]:
    """These generations of the person with their cards; others are left out."""
    now, places = timezone.now(), places_in_line(by)
    rows = _rows(by).filter(pk__in=list(pks)).select_related("batch")
    return [(row, cards.card(row, place=places.get(row.pk, 0), now=now)) for row in rows]


def places_in_line(user: AbstractBaseUser) -> dict[int, int]:
    """The person's next few generations, each with its place from 1."""
    waiting = Generation.objects.visible_to(user).filter(status=Status.PENDING)
    first = waiting.order_by("priority", "pk").values_list("pk", flat=True)[: wording.PLACES_TOLD]
    return {pk: place for place, pk in enumerate(first, start=1)}


def _rows(by: AbstractBaseUser) -> QuerySet[Generation]:
    rows = Generation.objects.visible_to(by).for_cards()
    return rows.select_related("provider_key", "answer").order_by("position", "pk")


def _assemble(
    batches: Sequence[Batch],
    rows: Iterable[Generation],
    by: AbstractBaseUser,
    *,
    after: int,
    limit: int,
) -> list[Sheet]:
    now, places = timezone.now(), places_in_line(by)
    counted = tallies(batch.pk for batch in batches)
    known = {batch.pk: batch for batch in batches}
    of_batch: dict[int, list[Generation]] = defaultdict(list)
    for row in rows:
        row.batch = known[row.batch_id]
        of_batch[row.batch_id].append(row)
    return [
        Sheet(
            batch=batch,
            tally=counted[batch.pk],
            cards=[cards.card(row, place=places.get(row.pk, 0), now=now) for row in own],
            after=after,
            limit=limit,
            **_heading(own, counted[batch.pk]),
        )
        for batch in batches
        if (own := of_batch[batch.pk])
    ]


class _Heading(TypedDict):
    prompt: str
    others: int
    facts: list[str]
    columns: str
    answers: list[Answer]
    expects_text: bool
    expects_sources: bool


def _heading(rows: Sequence[Generation], tally: Tally) -> _Heading:
    """What a sheet says above its cards, taken from those that it shows."""
    first = rows[0]
    return {
        "prompt": first.prompt,
        "others": len({row.prompt for row in rows}) - 1,
        "facts": _facts(first, tally),
        "columns": _columns(_asked(first, "aspect_ratio") or "1:1", len(rows)),
        "answers": [_answer(row) for row in rows if hasattr(row, "answer")],
        "expects_text": _asked(first, "response_modality") == ResponseModality.TEXT_IMAGE,
        "expects_sources": bool(_asked(first, "google_search_enabled")),
    }


def _facts(first: Generation, tally: Tally) -> list[str]:
    model = f"{first.engine_model.label} {_asked(first, 'resolution') or ''}".strip()
    if tally.open:
        progress = f"{tally.complete} of {tally.total} ready"
        money = f"up to {wording.usd(tally.estimated_usd)}"
    else:
        progress = wording.counted(tally.total, "image")
        money = wording.usd(tally.cost_usd)
    return [model, str(_asked(first, "aspect_ratio") or ""), progress, money]


def _columns(ratio: str, count: int) -> str:
    """How the contact sheet lies: wide pictures in two columns, tall ones in up to four."""
    width, height = (int(side) for side in ratio.split(":"))
    if width / height >= _WIDE:
        return "sheet-2 wide"
    return f"sheet-{min(max(count, 2), 4)}" if width / height < _TALL else ""


def _answer(row: Generation) -> Answer:
    answer = row.answer
    return Answer(
        pk=row.pk,
        letter=wording.letter(row.position),
        text=answer.text.strip(),
        sources=sources_of(answer.grounding),
    )


def _asked(row: Generation, name: str) -> Any:
    return row.requested.get(name)
