"""What an export tells: every turn of every branch, the shown branch first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from gallery import wording as gallery_wording
from gallery.grounding import Source, sources_of
from gallery.models import Image
from sessions_app import transcripts
from sessions_app.conversations import Tree
from sessions_app.models import Mode, WorkSession
from sessions_app.transcripts import Exchange
from studio import wording
from studio.models import Generation
from studio.outline import Outline

TURNS_AT_ONCE = 50  # in memory


@dataclass(frozen=True, slots=True)
class Told:
    """What the generation behind an answer adds to it; empty where that is gone."""

    model: str = ""
    cost_usd: Decimal = Decimal(0)
    thoughts: str = ""
    sources: tuple[Source, ...] = ()
    settings: str = ""  # "16:9, 2K"


@dataclass(frozen=True, slots=True)
class Step:
    """One turn as it is told; `branch` is set where another branch begins."""

    number: int
    exchange: Exchange
    told: dict[int, Told]  # by the id of the answer
    versions: dict[int, str]
    branch: str = ""

    @property
    def kind(self) -> str:
        return "Chat" if self.exchange.turn.message.mode == Mode.CHAT else "Generate"


@dataclass(frozen=True, slots=True)
class Whole:
    """The conversation as an export begins."""

    session: WorkSession
    outline: Outline

    @classmethod
    def of(cls, session: WorkSession) -> Whole:
        return cls(session, Outline(Tree.of(session), session.current_message_id))

    @property
    def figures(self) -> str:
        """ "3 images, $0.41"."""
        rows = Generation.objects.filter(batch__work_session=self.session)
        told = list(rows.values_list("image_id", "cost_usd"))
        images = gallery_wording.images(sum(1 for pk, _ in told if pk))
        cost_usd = sum((cost for _, cost in told), Decimal(0))
        return f"{images}, {wording.usd(cost_usd)}"

    def steps(self) -> Iterator[Step]:
        """A portion of turns is read at a time."""
        order = list(self._order())
        for start in range(0, len(order), TURNS_AT_ONCE):
            portion = order[start : start + TURNS_AT_ONCE]
            exchanges = transcripts.exchanges([pk for pk, _ in portion], self.outline.tree)
            told = _told(exchanges)
            for number, (exchange, (_, branch)) in enumerate(
                zip(exchanges, portion, strict=True), start=start + 1
            ):
                yield Step(number, exchange, told, self.outline.versions, branch)

    def _order(self) -> Iterator[tuple[int, str]]:
        """Each turn once, with the name of the branch that begins with it."""
        done: set[int] = set()
        for pk in self.outline.turns:
            done.add(pk)
            yield pk, ""
        for branch in reversed(self.outline.branches):
            left = [pk for pk in self._turns_to(branch.pk) if pk not in done]
            done.update(left)
            for place, pk in enumerate(left):
                yield pk, "" if place else branch.title

    def _turns_to(self, pk: int) -> list[int]:
        nodes = self.outline.tree.nodes
        return [each for each in self.outline.tree.path(pk) if nodes[each].is_turn]


def moment(at: datetime) -> str:
    """ "20 November 2026, 11:40"."""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y, %H:%M}"


def caption(image: Image, version: str, told: Told) -> str:
    """Which version, its pixels, its settings, its cost: what stands under a picture."""
    size = gallery_wording.size_px(image.width_px, image.height_px)
    cost = wording.usd_each(told.cost_usd) if told.cost_usd else ""
    return ", ".join(filter(None, (version, size, told.settings, cost)))


def _told(exchanges: Iterable[Exchange]) -> dict[int, Told]:
    answers = [said.message.pk for each in exchanges for said in each.answers]
    rows = Generation.objects.filter(message__in=answers).select_related("answer", "engine_model")
    rows = rows.defer("answer__content", "answer__usage")
    return {row.message_id: _of(row) for row in rows if row.message_id}


def _of(row: Generation) -> Told:
    answer = getattr(row, "answer", None)
    asked = (row.requested.get(name) for name in ("aspect_ratio", "resolution"))
    return Told(
        model=row.engine_model.label,
        cost_usd=row.cost_usd,
        thoughts=answer.thoughts.strip() if answer else "",
        sources=sources_of(answer.grounding).links if answer else (),
        settings=", ".join(str(word) for word in asked if word),
    )
