"""What the memories of one request come to: for the preview and for the request alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F
from django.db.models.functions import Greatest

from sessions_app.memories import fitting, framing, ranking, tokens
from sessions_app.memories.fitting import Fitted, Outcome
from sessions_app.memories.presets import PRESETS, Preset
from sessions_app.models import Memory, MemoryQuerySet

MAX_MEMORIES = 200  # in one request
MOST_TOKENS = 24_000
UNKNOWN_LIMIT = 65_536
INSTRUCTIONS_TOKENS = 2_000


class UnknownMemory(ValueError):
    """One of them is another person's, deleted or archived."""


class ContextTooLarge(ValueError):
    """The pinned memories do not fit; the sentence names them."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One memory of a request and what becomes of it."""

    memory: Memory
    fitted: Fitted

    @property
    def outcome(self) -> Outcome:
        return self.fitted.outcome

    @property
    def is_flagged(self) -> bool:
        """Whether it reads like orders to the model."""
        memory = self.memory
        return framing.reads_like_orders(f"{memory.title}\n{memory.content}\n{memory.context}")


@dataclass(frozen=True)
class Context:
    """`budget` and `size_tokens` are of the memories alone."""

    sent: tuple[Sent, ...]
    preset: Preset | None
    budget: int

    @cached_property
    def text(self) -> str:
        """What stands in the prompt before the person's own words; "" where there is nothing."""
        entries = [each.fitted.entry for each in self.sent if each.fitted.entry is not None]
        parts = [framing.text_of(entries), self.preset.sentence if self.preset else ""]
        return "\n\n".join(filter(None, parts))

    @cached_property
    def hash(self) -> str:
        """Tells two texts apart; "" where there is nothing to tell."""
        return framing.hash_of(self.text) if self.text else ""

    @property
    def size_tokens(self) -> int:
        return sum(each.fitted.size_tokens for each in self.sent)

    @property
    def aspect_ratio(self) -> str:
        return self.preset.aspect_ratio if self.preset else ""

    @property
    def image_ids(self) -> tuple[int, ...]:
        """The pictures of those that are sent, in their order."""
        found = (each.memory.image_id for each in self.sent if each.outcome != Outcome.OMITTED)
        return tuple(dict.fromkeys(pk for pk in found if pk is not None))

    @property
    def memory_ids(self) -> tuple[int, ...]:
        return tuple(each.memory.pk for each in self.sent)

    def as_json(self) -> dict[str, Any]:
        """What a request keeps of it: the very text, since memories change."""
        return {
            "memory_ids": list(self.memory_ids),
            "preset": self.preset.word if self.preset else "",
            "context": {
                "text": self.text,
                "hash": self.hash,
                "tokens": self.size_tokens,
                "memories": [
                    {"id": each.memory.pk, "outcome": each.outcome.value} for each in self.sent
                ],
            },
        }


def compose(
    memory_ids: Sequence[int],
    *,
    by: AbstractBaseUser,
    now: datetime,
    preset: str = "",
    limit_tokens: int | None = None,
    prompt: str = "",
    pictures: int = 0,
    history_tokens: int = 0,
) -> Context:
    """Raises UnknownMemory, ContextTooLarge; KeyError for a preset that there is none of."""
    memories = _ordered(memory_ids, by, now)
    budget = budget_tokens(
        limit_tokens or UNKNOWN_LIMIT,
        prompt=prompt,
        pictures=pictures + len({each.image_id for each in memories if each.image_id}),
        history_tokens=history_tokens,
    )
    try:
        fitted = fitting.fit([entry_of(memory) for memory in memories], budget)
    except fitting.TooLarge as error:
        raise ContextTooLarge(_too_large(error)) from error
    sent = tuple(Sent(memory, each) for memory, each in zip(memories, fitted, strict=True))
    return Context(sent, PRESETS[preset] if preset else None, budget)


def budget_tokens(limit: int, *, prompt: str, pictures: int, history_tokens: int = 0) -> int:
    """What the memories may take of a model's input."""
    others = (
        INSTRUCTIONS_TOKENS + tokens.count(prompt) + history_tokens + pictures * tokens.PER_PICTURE
    )
    return max(0, min(MOST_TOKENS, limit - others - limit // 10))


def entry_of(memory: Memory) -> framing.Entry:
    return framing.Entry(
        id=memory.pk,
        title=memory.title,
        content=memory.content,
        context=memory.context,
        type=memory.type,
        tags=tuple(memory.tags),
        pinned=memory.pinned,
    )


def mark_used(memory_ids: Sequence[int], *, by: AbstractBaseUser, now: datetime) -> None:
    """They went along with a request: they stay fresh and gain importance."""
    Memory.objects.visible_to(by).filter(pk__in=memory_ids).update(
        use_count=F("use_count") + 1,
        last_used_at=now,
        alive_at=Greatest(F("alive_at"), now),
    )


def importance_of(memory: Memory, now: datetime) -> float:
    return ranking.importance(
        memory.importance, use_count=memory.use_count, alive_at=memory.alive_at, now=now
    )


def by_importance(memories: MemoryQuerySet, now: datetime) -> list[Memory]:
    """Pinned first, then the most important, the newest, the lowest id."""
    return sorted(
        memories,
        key=lambda each: (
            not each.pinned,
            -importance_of(each, now),
            -each.created_at.timestamp(),
            each.pk,
        ),
    )


def _ordered(memory_ids: Sequence[int], by: AbstractBaseUser, now: datetime) -> list[Memory]:
    wanted = set(memory_ids)
    if not wanted:
        return []
    found = by_importance(Memory.objects.visible_to(by).offered().filter(pk__in=wanted), now)
    if len(found) < len(wanted):
        raise UnknownMemory
    return found


def _too_large(error: fitting.TooLarge) -> str:
    titles = ", ".join(f"“{entry.title}”" for entry in error.pinned)
    return (
        f"The pinned memories need {error.needed:,} tokens and {error.budget:,} fit: {titles}. "
        "Unpin one or take it out."
    )
