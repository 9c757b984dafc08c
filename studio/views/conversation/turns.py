"""Turns of a conversation as the page shows them, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from gallery import wording as gallery_wording
from gallery.grounding import Sources, sources_of
from gallery.models import Image
from sessions_app.models import Message, MessagePart, Mode, PartKind
from studio import cards, wording
from studio.cards import Card
from studio.models import Answer, Generation, GenerationQuerySet, Status
from studio.outline import Fork, Outline
from studio.views import stage

_PICTURES = (PartKind.IMAGE, PartKind.THOUGHT_IMAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of the model, there or on its way; `pk` is its message's."""

    pk: int
    mode: str
    card: Card
    version: str
    text: str
    note: str
    thoughts: str
    drafts: tuple[str, ...]
    sources: Sources
    model: str
    at: datetime
    is_shown: bool  # the branch goes on from it

    @property
    def is_chat(self) -> bool:
        return self.mode == Mode.CHAT

    @property
    def image(self) -> Image | None:
        return self.card.image

    @property
    def has_answered(self) -> bool:
        return self.card.status == Status.COMPLETE

    @property
    def draws_card(self) -> bool:
        """Whether it is a picture that is not there: on its way, failed, or deleted."""
        return not self.is_chat and self.image is None

    @property
    def drafts_words(self) -> str:
        return wording.counted(len(self.drafts), "draft") if self.drafts else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a person said and what came of it; `day` only where a new one begins."""

    message: Message
    replies: tuple[Reply, ...]
    references: tuple[Image, ...]
    fork: Fork | None
    day: str = ""
    previous: Image | None = None  # the picture that the branch had before

    @property
    def pk(self) -> int:
        return self.message.pk

    @property
    def word(self) -> str:
        """Its id for an address."""
        return str(self.message.pk)

    @property
    def is_chat(self) -> bool:
        return self.message.mode == Mode.CHAT

    @property
    def is_open(self) -> bool:
        return any(each.card.waiting for each in self.replies)

    @property
    def pictures(self) -> list[Reply]:
        return [each for each in self.replies if not each.is_chat]

    @property
    def shown_image(self) -> Image | None:
        """That with which the branch goes on."""
        shown = [each.image for each in self.replies if each.image and each.is_shown]
        every = shown or [each.image for each in self.replies if each.image]
        return every[0] if every else None

    @property
    def drawn_count(self) -> int:
        return sum(1 for each in self.replies if each.image)

    @property
    def memories(self) -> str:
        """ "2 memories": what went along in words."""
        count = len(self.message.asked.get("memory_ids") or ())
        return f"{count} memor{'y' if count == 1 else 'ies'}" if count else ""


def turns(pks: Sequence[int], outline: Outline, *, by: AbstractBaseUser) -> list[Turn]:
    """These turns of the outline's branch, in its order."""
    places = {pk: place for place, pk in enumerate(outline.turns)}
    wanted = sorted(places[pk] for pk in pks if pk in places)
    before = {place - 1 for place in wanted if place}
    made = _turns([outline.turns[place] for place in sorted({*wanted, *before})], outline, by)
    return [turn for turn in _in_time(made, now=timezone.now()) if places[turn.pk] in wanted]


def _turns(pks: Sequence[int], outline: Outline, by: AbstractBaseUser) -> list[Turn]:
    answers = {pk: outline.tree.answers(pk) for pk in pks}
    every = [each for found in answers.values() for each in found]
    messages = Message.objects.in_bulk([*pks, *every])
    rows = {row.message_id: row for row in _rows(every, by)}
    context = _Context(outline, messages, rows, _drafts(every), by)
    pictures = _references(messages.values(), by)
    return [
        Turn(
            message=messages[pk],
            replies=tuple(each for one in answers[pk] if (each := context.reply(one))),
            references=_attached(messages[pk], pictures),
            fork=outline.fork(pk),
        )
        for pk in pks
        if pk in messages
    ]


class _Context:
    """What all replies of a page need, read once."""

    def __init__(
        self,
        outline: Outline,
        messages: Mapping[int, Message],
        rows: Mapping[int | None, Generation],
        drafts: Mapping[int, int],
        by: AbstractBaseUser,
    ) -> None:
        self._outline, self._messages, self._rows, self._drafts = outline, messages, rows, drafts
        self._now = timezone.now()
        self._places = stage.places_in_line(by)
        self._shown = set(outline.path)

    def reply(self, pk: int) -> Reply | None:
        """None where what was to answer is gone."""
        message, row = self._messages.get(pk), self._rows.get(pk)
        if message is None or row is None:
            return None
        answer = getattr(row, "answer", None) or Answer()
        return Reply(
            pk=pk,
            mode=message.mode,
            card=self._card(row),
            version=self._outline.versions.get(pk, ""),
            text=(message.text or answer.text).strip() if row.status == Status.COMPLETE else "",
            note=message.note,
            thoughts=answer.thoughts.strip(),
            drafts=self._draft_urls(row, pk),
            sources=sources_of(answer.grounding),
            model=row.engine_model.short_label,
            at=row.finished_at or row.created_at,
            is_shown=pk in self._shown,
        )

    def _card(self, row: Generation) -> Card:
        """Called "v3" where others call it "A", its price beside its size."""
        card = cards.card(row, place=self._places.get(row.pk, 0), now=self._now)
        version = self._outline.versions.get(row.message_id or 0, "")
        money = f", {wording.usd_each(row.cost_usd)}" if row.cost_usd and card.image else ""
        return replace(card, letter=version or card.letter, caption=f"{card.caption}{money}")

    def _draft_urls(self, row: Generation, pk: int) -> tuple[str, ...]:
        count = self._drafts.get(pk, 0) - (1 if row.image_id else 0)
        return tuple(reverse("studio:draft", args=[row.pk, number]) for number in range(count))


def _rows(messages: Sequence[int], by: AbstractBaseUser) -> GenerationQuerySet:
    rows = Generation.objects.visible_to(by).for_cards().filter(message__in=messages)
    return rows.select_related("batch", "provider_key", "answer").defer(
        "answer__content", "answer__usage"
    )


def _drafts(messages: Sequence[int]) -> dict[int, int]:
    """How many pictures each answer holds, the finished one among them."""
    parts = MessagePart.objects.filter(message__in=messages, kind__in=_PICTURES).order_by()
    return dict(parts.values_list("message_id").annotate(count=Count("pk")))


def _references(messages: Iterable[Message], by: AbstractBaseUser) -> dict[int, Image]:
    wanted = {pk for each in messages for pk in _named(each)}
    return Image.objects.visible_to(by).for_tiles().in_bulk(wanted) if wanted else {}


def _attached(message: Message, pictures: Mapping[int, Image]) -> tuple[Image, ...]:
    return tuple(pictures[pk] for pk in _named(message) if pk in pictures)


def _named(message: Message) -> list[int]:
    return [each["image_id"] for each in message.asked.get("references") or ()]


def _in_time(made: Iterable[Turn], *, now: datetime) -> list[Turn]:
    """Each with the day where that is another one, and the picture that was there before."""
    found: list[Turn] = []
    day: date | None = None
    image: Image | None = None
    for turn in made:
        said = timezone.localdate(turn.message.created_at)
        words = gallery_wording.day(said, today=timezone.localdate(now)) if said != day else ""
        found.append(replace(turn, day=words, previous=image))
        day, image = said, turn.shown_image or image
    return found
