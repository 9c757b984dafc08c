"""What the owner has to say yes to before a site leaves the house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from site_builder import outside
from site_builder.exporting.sources import Source
from site_builder.rendering.theme import has_low_contrast
from site_builder.slots import SiteSlots, SlotState


@dataclass(frozen=True, slots=True)
class Question:
    """`code` is the name of the box that answers it; `details` what it is about, line by line."""

    code: str
    text: str
    details: tuple[str, ...] = ()


def questions_of(slots: SiteSlots, sources: Sequence[Source]) -> list[Question]:
    """In the order in which they are asked; none where nothing is open."""
    asked = [
        _missing(missing(slots), outside.addresses_in(slots.plan.document)),
        _stand_ins([source for source in sources if source.is_stand_in]),
        _contrast(slots),
    ]
    return [question for question in asked if question]


def missing(slots: SiteSlots) -> list[SlotState]:
    return [state for state in slots.included if not state.has_picture]


def _missing(states: Sequence[SlotState], on_their_way: Sequence[str]) -> Question | None:
    """`on_their_way`: addresses elsewhere whose pictures are not fetched yet."""
    number = len(states) + len(on_their_way)
    if not number:
        return None
    count = "1 picture is" if number == 1 else f"{number} pictures are"
    return Question(
        "fallbacks",
        f"{count} missing. Their places show a pattern, and empty galleries are left out.",
        _keys([*(state.key for state in states), *on_their_way]),
    )


def _stand_ins(sources: Sequence[Source]) -> Question | None:
    if not sources:
        return None
    count = "1 picture stands" if len(sources) == 1 else f"{len(sources)} pictures stand"
    return Question(
        "stand_ins",
        f"{count} in for your own work. Visitors may take them for it.",
        _keys(source.slot_key for source in sources),
    )


def _contrast(slots: SiteSlots) -> Question | None:
    if not has_low_contrast(slots.plan.document):
        return None
    return Question("low_contrast", "The text's colour is hard to read on the background.")


def _keys(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(keys)
