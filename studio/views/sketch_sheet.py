"""A run as its sheet shows it: heading, facts, a card for each position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone

from studio import cards, wording
from studio.cards import Card
from studio.models import Sketch, SketchFeedback, SketchRun
from studio.models.sketch_run import SketchMode
from studio.sketches import feedback, layouts, metadata, standing, variation
from studio.sketches.feedback import PROPOSED_AFTER
from studio.sketches.verification import CLEAN, ENFORCED
from studio.views import stage
from studio.wording import usd, usd_each

MAX_REMARKS = 20


@dataclass(frozen=True, slots=True)
class CheckRow:
    name: str
    limit: str
    before: str
    after: str
    word: str  # "passes", "put right", "fails"


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchCard:
    """What `studio/_sketch_card.html` draws: the generation's card and what was found out."""

    card: Card
    sketch: Sketch
    layout: str
    exaggeration: str
    tone: str  # of the verdict: "good", "warn"
    similar: str  # letters of those that show nearly the same
    checks: list[CheckRow]
    can_act: bool

    @property
    def root(self) -> str:
        return f"sketch-{self.sketch.run_id}-{self.sketch.index}"

    @property
    def is_there(self) -> bool:
        return standing.is_there(self.sketch)

    @property
    def again_usd(self) -> str:
        """About what it costs to draw it anew."""
        made = self.sketch.generation
        return usd_each(made.estimated_cost_usd) if made else ""


@dataclass(frozen=True, slots=True)
class Comment:
    """`letter` is that of the sketch, "" for the whole sheet."""

    pk: int
    letter: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    run: SketchRun
    cards: list[SketchCard]
    state: str
    facts: list[str]
    prompts: list[str]
    comments: list[Comment]
    waiting_comments: int  # on the style, that are no part of its summary
    parent_pk: int | None  # of the sheet that it was refined from, where that is still there

    @property
    def is_summary_due(self) -> bool:
        return self.waiting_comments >= PROPOSED_AFTER

    @property
    def each(self) -> str:
        """About what one more sketch costs."""
        return usd_each(max(self._prices, default=Decimal(0)))

    @property
    def reroll_usd(self) -> str:
        again = (each.sketch for each in self.cards if each.can_act and not each.sketch.locked)
        prices = (each.generation.estimated_cost_usd for each in again if each.generation)
        return usd(sum(prices, Decimal(0)))

    @property
    def _prices(self) -> list[Decimal]:
        made = (each.sketch.generation for each in self.cards)
        return [each.estimated_cost_usd for each in made if each]

    @property
    def pk(self) -> int:
        return self.run.pk

    @property
    def url(self) -> str:
        return url_of(self.run)

    @property
    def heading(self) -> str:
        return self.run.instruction or self.run.concept

    @property
    def is_open(self) -> bool:
        return self.state == standing.RUNNING

    @property
    def is_refinement(self) -> bool:
        return self.run.mode == SketchMode.REFINE

    @property
    def there(self) -> int:
        return sum(each.is_there for each in self.cards)

    @property
    def used(self) -> list[dict[str, Any]]:
        return [each for each in self.run.retrieval if each["used"]]


def url_of(run: SketchRun) -> str:
    return reverse("studio:sketch_sheet", args=[run.pk])


def sheet(run: SketchRun, *, by: AbstractBaseUser) -> Sheet:
    every = metadata.all_of(run)
    current = standing.current_of(run)
    return Sheet(
        run=run,
        cards=_cards(current, by=by),
        state=standing.state_of(current),
        facts=_facts(run, current, every),
        prompts=[each.generation.prompt for each in current if each.generation],
        comments=_comments(run),
        waiting_comments=feedback.waiting(run.style, by=by).count() if run.style else 0,
        parent_pk=_parent_pk(run, by=by),
    )


def _parent_pk(run: SketchRun, *, by: AbstractBaseUser) -> int | None:
    if run.parent_run_id is None:
        return None
    found = SketchRun.objects.visible_to(by).filter(pk=run.parent_run_id).first()
    return found.pk if found else None


def cards_of(generation_ids: Sequence[int], *, by: AbstractBaseUser) -> list[SketchCard]:
    """The cards that stand now where these generations were drawn."""
    places = Sketch.objects.visible_to(by).filter(generation__in=generation_ids)
    wanted = set(places.values_list("run_id", "index"))
    runs = SketchRun.objects.visible_to(by).filter(pk__in={run_id for run_id, _ in wanted})
    found = standing.current_of_each(runs)
    drawn = [card for sketches in found.values() for card in _cards(sketches, by=by)]
    return [each for each in drawn if (each.sketch.run_id, each.sketch.index) in wanted]


def _cards(sketches: Sequence[Sketch], *, by: AbstractBaseUser) -> list[SketchCard]:
    now, places = timezone.now(), stage.places_in_line(by)
    similar = standing.too_similar(sketches)
    return [_card(each, similar.get(each.index, []), places, now) for each in sketches]


def _card(
    sketch: Sketch, similar: Sequence[int], places: dict[int, int], now: datetime
) -> SketchCard:
    made = sketch.generation
    if made is None:
        card = Card(pk=0, status="failed", letter="", ratio="1:1", title="Deleted", icon="trash")
    else:
        card = cards.card(made, place=places.get(made.pk, 0), now=now)
    if card.image and card.image.trashed_at:
        card = replace(card, image=None, status="canceled", title="In the trash")
    return SketchCard(
        card=replace(card, letter=wording.letter(sketch.index)),
        sketch=sketch,
        layout=layouts.label(sketch.layout),
        exaggeration=f"{variation.words(sketch.exaggeration)}, {sketch.exaggeration:.2f}",
        tone="good" if sketch.verdict in {CLEAN, ENFORCED} and not sketch.error else "warn",
        similar=", ".join(wording.letter(index) for index in sorted(similar)),
        checks=[_check(each) for each in sketch.checks],
        can_act=made is not None and made.is_settled,
    )


def _check(told: dict[str, Any]) -> CheckRow:
    word = "passes" if told["passed_before"] else ("put right" if told["passed"] else "fails")
    return CheckRow(
        name=told["name"],
        limit=told["limit"],
        before=f"{told['value']:g}",
        after=f"{told['after']:g}",
        word=word,
    )


def _comments(run: SketchRun) -> list[Comment]:
    rows = SketchFeedback.objects.filter(run=run).select_related("sketch")[:MAX_REMARKS]
    return [
        Comment(row.pk, wording.letter(row.sketch.index) if row.sketch else "", row.text)
        for row in rows
    ]


def _facts(run: SketchRun, current: Sequence[Sketch], every: Sequence[Sketch]) -> list[str]:
    used = len(run.used_references)
    return [
        f"{run.style_record['name']} v{run.style_version}",
        f"{wording.counted(used, 'reference')}" if run.mode == SketchMode.GENERATE else "refined",
        _progress(current),
        run.config.get("resolution", ""),
        wording.usd(metadata.total_usd(every)),
    ]


def _progress(current: Sequence[Sketch]) -> str:
    there, total = sum(standing.is_there(each) for each in current), len(current)
    if there == total:
        return wording.counted(total, "sketch").replace("sketchs", "sketches")
    return f"{there} of {total} sketches"
