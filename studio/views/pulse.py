"""One poll for each page: it says what it waits for and gets what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gallery.request import Request
from studio import wording
from studio.models import Batch, Generation, Kind, SketchRun
from studio.pulse import Pulse, open_work
from studio.views import activity_rows, edit_outcome, sketch_sheet, stage, watching
from studio.views.conversation import following as conversation
from studio.views.edit_outcome import Outcome, Shown
from studio.views.ids import as_id
from studio.views.stage import Whole
from studio.views.tallies import Tally, tallies

# What apps to the left have on a page that waits, from their `apps.py`: given what the page told of
# itself and who asks, a template and its context; None where nothing changed.
Look = Callable[[QueryDict, AbstractBaseUser], tuple[str, dict[str, Any]] | None]
PARTS: list[Look] = []

MAX_ENDED = 3  # told at once
MAX_NAMED = 500  # waiting cards of one page


@dataclass(frozen=True, slots=True)
class Moved:
    """`name`: where the page counts the batch, "counted" (its heading) or "progress" (its page)."""

    name: str
    batch: Batch
    tally: Tally


@dataclass(frozen=True, slots=True)
class Ended:
    """A batch of which nothing is open any more: told in the head where the page shows it, else
    by a toast.
    """

    pk: int
    text: str
    tone: str
    url: str


@require_safe
def pulse(request: Request) -> HttpResponse:
    """204 while nothing changed, else the parts that did, each to be swapped by its id."""
    work = open_work(request.user, now=timezone.now())
    known = _known(request)
    waiting = _tokens(request.GET, "waiting")
    changed = [pk for pk, token in waiting.items() if work.tokens.get(pk) != token]
    moved = _moved(request.GET, by=request.user)
    fresh = watching.fresh_batches(request.GET, by=request.user)
    others = [part for look in PARTS if (part := look(request.GET, request.user))]
    if known == work.pulse and not any((changed, moved, fresh, others)):
        return HttpResponse(status=204)
    parts = _Parts(request.GET, changed, moved, by=request.user)
    ended = _ended(set(known.batches) - set(work.pulse.batches), by=request.user)
    context = {
        "fresh": stage.sheets(fresh, by=request.user),
        "others": others,
        "has_settled": work.pulse.waiting < known.waiting or parts.has_settled,
        "pulse": work.pulse,
    }
    context |= parts.context | _told(ended, shown=parts.batches.keys())
    return render(request, "studio/_pulse_answer.html", context)


def after_action(request: Request, generation: Generation) -> HttpResponse:
    """The same parts for the page on which a person acted on this generation; it has the focus."""
    moved = _moved(request.POST, by=request.user)
    parts = _Parts(request.POST, [generation.pk], moved, by=request.user)
    pulse = open_work(request.user, now=timezone.now()).pulse
    context = parts.context | {"pulse": pulse, "focus": True}
    return render(request, "studio/_pulse_answer.html", context)


class _Parts:
    """What changed, drawn as the page that asks draws it: `said` is what it told about itself."""

    def __init__(
        self, said: QueryDict, pks: Sequence[int], moved: Sequence[Moved], *, by: AbstractBaseUser
    ) -> None:
        self._said, self._pks, self._moved, self._by = said, pks, moved, by
        self._found = stage.cards_of(pks, by=by)
        self.batches = {row.batch_id: row.batch for row, _ in self._found}
        self.batches |= {each.batch.pk: each.batch for each in moved}

    @property
    def has_settled(self) -> bool:
        return any(card.waiting is None for _, card in self._found)

    @property
    def context(self) -> dict[str, Any]:
        """What `studio/_pulse_answer.html` takes, but for the pulse."""
        gone = set(self._pks) - {card.pk for _, card in self._found}
        shared = {"gone": gone, "watches": watching.watches(self._said)}
        if self._said.get("drawn_as") == "activity":
            rows = [activity_rows.row_of(row, card) for row, card in self._found]
            return shared | {"rows": rows, "kind": "activity"}
        if self._said.get("drawn_as") == "sketches":
            return shared | self._sketches() | {"kind": "sketch"}
        if token := self._said.get("conversing"):
            messages = [row.message_id for row, _ in self._found if row.message_id]
            return shared | {"gone": ()} | conversation.changed(token, messages, by=self._by)
        if token := self._said.get("editing"):
            return shared | {"gone": (), "outcome": self._outcome(edit_outcome.named(token))}
        return shared | self._cards() | {"kind": "generation"}

    def _outcome(self, shown: Shown) -> Outcome | None:
        """Of the edit that the page shows beside its picture, where something happened to it."""
        batch = self.batches.get(shown.batch_pk)
        return edit_outcome.outcome(batch, by=self._by, shown=shown) if batch else None

    def _sketches(self) -> dict[str, Any]:
        runs = SketchRun.objects.visible_to(self._by).filter(batch__in=self.batches)
        return {
            "sketches": sketch_sheet.cards_of(self._pks, by=self._by),
            "runs": [sketch_sheet.sheet(run, by=self._by) for run in runs],
        }

    def _cards(self) -> dict[str, Any]:
        own = _own_pages(self._said)
        listed = {pk for pk, batch in self.batches.items() if batch.is_list and pk in own}
        headed = [batch for pk, batch in self.batches.items() if pk not in listed]
        return {
            "cards": [card for _, card in self._found],
            "listed": listed,
            "sheets": stage.sheets(headed, by=self._by),
            "progress": [
                Whole(batch=each.batch, tally=each.tally)
                for each in self._moved
                if each.name == "progress"
            ],
        }


def _own_pages(said: QueryDict) -> Set[int]:
    """The batch whose own page asks: a list's page draws rows in place of cards."""
    return _tokens(said, "progress").keys()


def _known(request: Request) -> Pulse:
    """What the poll's address says that the page knows."""
    batches = (as_id(pk) for pk in request.GET.getlist("batch"))
    return Pulse(
        waiting=as_id(request.GET.get("open", "")) or 0,
        batches=tuple(pk for pk in batches if pk is not None),
        every_s=as_id(request.GET.get("every", "")) or 1,
        unattended="unattended" in request.GET,
    )


def _tokens(said: QueryDict, name: str) -> dict[int, str]:
    """The tokens that the page sent, by the id that each begins with."""
    tokens = said.getlist(name)[:MAX_NAMED]
    pairs = ((as_id(token.partition(":")[0]), token) for token in tokens)
    return {pk: token for pk, token in pairs if pk is not None}


def _moved(said: QueryDict, *, by: AbstractBaseUser) -> list[Moved]:
    """Batches that the page counts as a whole and that stand elsewhere now."""
    named = {name: _tokens(said, name) for name in ("counted", "progress")}
    pks = {pk for tokens in named.values() for pk in tokens}
    if not pks:
        return []
    batches = Batch.objects.visible_to(by).in_bulk(list(pks))
    counted = tallies(batches)
    return [
        Moved(name, batches[pk], counted[pk])
        for name, tokens in named.items()
        for pk, token in tokens.items()
        if pk in batches and stage.token(batches[pk], counted[pk]) != token
    ]


def _ended(pks: Iterable[int], *, by: AbstractBaseUser) -> list[Ended]:
    """The batches that came to their end since the page last asked, a sentence each."""
    batches = list(Batch.objects.visible_to(by).told().filter(pk__in=list(pks)[:MAX_ENDED]))
    counted = tallies(batch.pk for batch in batches)
    talks = Generation.objects.filter(batch__in=batches, kind=Kind.CHAT)
    in_words = set(talks.values_list("batch_id", flat=True))
    nouns = {batch.pk: "answer" if batch.pk in in_words else "image" for batch in batches}
    found = (_end(batch, counted[batch.pk], noun=nouns[batch.pk]) for batch in batches)
    return [each for each in found if each]


def _told(ended: Sequence[Ended], *, shown: Set[int]) -> dict[str, Any]:
    """What the page shows ends in its head, what it does not in a toast."""
    here = next((end for end in ended if end.pk in shown), None)
    return {
        "toasts": [end for end in ended if end.pk not in shown],
        "ready": here.text if here else "",
        "has_failed": here is not None and here.tone == "warn",
    }


def _end(batch: Batch, tally: Tally, *, noun: str) -> Ended | None:
    """None for a batch that was canceled whole: nobody has to be told."""
    ready = f"{wording.counted(tally.complete, noun)} ready" if tally.complete else ""
    failed = f"{tally.failed} failed" if tally.failed else ""
    if not ready and not failed:
        return None
    words = [ready, failed, wording.usd(tally.cost_usd)]
    text = ", ".join(word for word in words if word)
    return Ended(batch.pk, text, "info" if ready else "warn", stage.batch_url(batch))
